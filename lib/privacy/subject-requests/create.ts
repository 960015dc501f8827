import { sql } from "drizzle-orm";
import { z } from "zod";
import { givenDay } from "#lib/audience/contacts/fields.ts";
import { todayOf } from "#lib/audience/contacts/today.ts";
import { locales } from "#lib/audience/subscriber-pages/words.ts";
import { command } from "#lib/core/command.ts";
import { invalid } from "#lib/core/errors.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { emailAddress } from "#lib/mail/email-address.ts";
import { insertRequest, tieToContact } from "./begin-request.ts";
import { OLDEST_DAYS, requestKind, requestWords } from "./fields.ts";
import { requestMails } from "./mail-queue.ts";

/**
 * Enters a request that came by letter, by phone or in person. The clock starts on the day it came, and the person is told by
 * mail, so that a request in somebody else's name is noticed.
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
  async run({ tx, actor, vault, enqueue }, { receivedOn, ...asked }) {
    const { workspaceId } = actor;
    const today = await todayOf(tx, actor);
    const day = receivedOn ?? today;
    if (day > today) throw invalid({ receivedOn: "The day lies ahead. Enter the day the request came." });
    if (Date.parse(today) - Date.parse(day) > OLDEST_DAYS * 86_400_000)
      throw invalid({ receivedOn: "Enter a day of the last twelve months." });
    const { email, kind } = asked;
    const requestId = await insertRequest(tx, {
      workspaceId,
      ...asked,
      channel: "member",
      receivedOn: day,
      emailHash: await vault.emailHash(workspaceId, email),
      identifiedAt: sql`now()` as never,
    });
    const contactId = await tieToContact(tx, { workspaceId, requestId, kind, email });
    await enqueue(requestMails, { workspaceId, requestId, about: "received" });
    return {
      result: { id: requestId },
      audit: { target: requestId, detail: { kind, receivedOn: day, known: contactId !== null } },
    };
  },
});
