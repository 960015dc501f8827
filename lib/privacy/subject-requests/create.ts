import { sql } from "drizzle-orm";
import { z } from "zod";
import { givenDay } from "#lib/audience/contacts/fields.ts";
import { mailAboutRequest } from "#lib/audience/contacts/mail-about-request.ts";
import { todayOf } from "#lib/audience/contacts/today.ts";
import { locales } from "#lib/audience/subscriber-pages/words.ts";
import { takePeople } from "#lib/audience/take-people.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { invalid } from "#lib/core/errors.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { takeAttempt } from "#lib/core/throttle/attempts.ts";
import { emailAddress } from "#lib/mail/email-address.ts";
import { onePerson } from "#lib/mail/one-person.ts";
import { insertRequest, tieToContact } from "./begin-request.ts";
import { holdsBack, OLDEST_DAYS, requestKind, requestsPath, requestWords } from "./fields.ts";

/** Requests that a workspace enters for one mailbox, each of which may mail it. */
const ofPerson = { name: "subject-request:entered", max: 20, windowSeconds: 86_400 };

/**
 * Enters a request that came by letter, by phone or in person. The clock starts on the day it came. A person who is, or was, a
 * contact is told by mail, so that a request in somebody else's name is noticed. Others are answered by letter, because nobody proved
 * that the address is theirs.
 * @throws AppError invalid for a day that cannot be, tooOften past 20 a day for one mailbox.
 */
export const createRequest = command({
  name: "subject_request.create",
  allow: workspaceMember,
  once: true,
  input: z.object({
    email: emailAddress,
    kind: requestKind,
    receivedOn: givenDay,
    arrived: text({ max: 500 }).min(
      10,
      "Say how it came and how you made sure who asks, such as “By letter, with a copy of their invoice”.",
    ),
    words: requestWords,
    locale: z.enum(locales).default("en"),
  }),
  prepare: ({ workspaceId }, { email }) => takeAttempt(ofPerson, `${workspaceId} ${onePerson(email)}`),
  async run(context, { receivedOn, ...asked }) {
    const { tx, actor, vault, enqueue } = context;
    const { workspaceId } = actor;
    const today = await todayOf(tx, actor);
    const day = receivedOn ?? today;
    if (day > today) throw invalid({ receivedOn: "The day lies ahead. Enter the day the request came." });
    if (Date.parse(today) - Date.parse(day) > OLDEST_DAYS * 86_400_000)
      throw invalid({ receivedOn: "Enter a day of the last twelve months." });
    const { email, kind } = asked;
    const emailHash = await vault.emailHash(workspaceId, email);
    const known = await whoseAddress(tx, { workspaceId, email, emailHash });
    const byLetter = known === null;
    const requestId = await insertRequest(tx, {
      workspaceId,
      ...asked,
      channel: "member",
      receivedOn: day,
      emailHash,
      byLetter,
      identifiedAt: sql`now()` as never,
    });
    const contactId = known && (await tieToContact(tx, { workspaceId, requestId, kind, email: known }));
    const people = contactId && holdsBack(kind) ? 1 : 0;
    await takePeople(context, { how: "hold", people, list: "goes", path: `${requestsPath}/${requestId}` });
    await mailAboutRequest(enqueue, { workspaceId, id: requestId, byLetter }, "received");
    return {
      result: { id: requestId, byLetter },
      audit: { target: requestId, detail: { kind, receivedOn: day, known: contactId !== null } },
    };
  },
});

type Named = { workspaceId: string; email: string; emailHash: Buffer };

/**
 * Returns the address by which the person is a contact now: this one, or where a contact had it before a correction, theirs, because
 * the member made sure who asks. Null for an address of nobody.
 */
async function whoseAddress(
  tx: Transaction,
  { workspaceId, email, emailHash }: Named,
): Promise<string | null> {
  const [known] = await tx.execute<{ email: string }>(sql`
    select p.email from contacts p where p.workspace_id = ${workspaceId} and p.email = ${email}
    union all
    select had.email from (
      select p.email from contact_addresses a join contacts p on p.workspace_id = a.workspace_id and p.id = a.contact_id
      where a.workspace_id = ${workspaceId} and a.email_hash = ${emailHash}::bytea order by a.since desc limit 1) had
    limit 1`);
  return known?.email ?? null;
}
