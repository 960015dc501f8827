import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { contacts } from "#db/schema/contacts.ts";
import { subjectRequests } from "#db/schema/subject-requests.ts";
import { mailAboutRequest } from "#lib/audience/contacts/mail-about-request.ts";
import { locales } from "#lib/audience/subscriber-pages/words.ts";
import { stillTheirs } from "#lib/audience/unsubscribe/still-theirs.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { subscriberLink } from "#lib/core/policies.ts";
import { takeAttempt } from "#lib/core/throttle/attempts.ts";
import { insertRequest, tieToContact } from "./begin-request.ts";

/**
 * Takes a request from a person's own preference page, whose link proves who asks. Asking for the same thing again while it is
 * open changes nothing, also when both are sent at once.
 * @throws AppError notFound for a person whom the workspace erased and for a mail to an address they no longer have; tooOften.
 */
export const askByLink = command({
  name: "subject_request.ask_by_link",
  allow: subscriberLink,
  input: z.object({ kind: z.enum(["access", "erase"]), locale: z.enum(locales) }),
  prepare: ({ workspaceId, contactId }) =>
    takeAttempt(
      { name: "subject-request:link", max: 10, windowSeconds: 86_400 },
      `${workspaceId} ${contactId}`,
    ),
  async run({ tx, actor, vault, enqueue }, { kind, locale }) {
    const { workspaceId, contactId, origin } = actor;
    const [person] = await tx
      .select({ email: contacts.email })
      .from(contacts)
      .where(and(owned(contacts, actor), eq(contacts.id, contactId), stillTheirs(actor)))
      .for("update");
    if (!person) throw notFound("contact");
    const { email } = person;
    const [open] = await tx
      .select({ id: subjectRequests.id, dueOn: subjectRequests.dueOn })
      .from(subjectRequests)
      .where(
        and(
          owned(subjectRequests, actor),
          eq(subjectRequests.contactId, contactId),
          eq(subjectRequests.kind, kind),
          isNotNull(subjectRequests.identifiedAt),
          isNull(subjectRequests.closedAt),
        ),
      )
      .limit(1);
    if (open)
      return { result: { dueOn: open.dueOn }, audit: { target: open.id, detail: { kind, again: true } } };
    const requestId = await insertRequest(tx, {
      workspaceId,
      kind,
      channel: "preferences",
      email,
      emailHash: await vault.emailHash(workspaceId, email),
      locale,
      ip: origin.ip,
      userAgent: origin.userAgent,
      identifiedAt: sql`now()` as never,
    });
    await tieToContact(tx, { workspaceId, requestId, kind, email });
    await mailAboutRequest(enqueue, { workspaceId, id: requestId }, "received");
    const [made] = await tx
      .select({ dueOn: subjectRequests.dueOn })
      .from(subjectRequests)
      .where(and(owned(subjectRequests, actor), eq(subjectRequests.id, requestId)));
    return {
      result: { dueOn: made?.dueOn ?? "" },
      audit: { target: requestId, detail: { kind, again: false } },
    };
  },
});
