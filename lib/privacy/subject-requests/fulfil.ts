import { and, eq, inArray, or, sql } from "drizzle-orm";
import { z } from "zod";
import { contacts } from "#db/schema/contacts.ts";
import { subjectRequests } from "#db/schema/subject-requests.ts";
import { forgetContacts, forgetTraces, type Held, stillWaiting } from "#lib/audience/contacts/forget.ts";
import { mailAboutRequest } from "#lib/audience/contacts/mail-about-request.ts";
import { leaveAll } from "#lib/audience/subscriptions/leave.ts";
import { takePeople, takesNobody } from "#lib/audience/take-people.ts";
import type { Member } from "#lib/core/actor.ts";
import { type CommandContext, command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict, invalid } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { noLink } from "#lib/mail/no-link.ts";
import { letGo } from "./begin-request.ts";
import { closeRequest } from "./close-request.ts";
import { BUNDLE_DAYS, requestsPath } from "./fields.ts";
import { lockOpenRequest } from "./open-request.ts";

type Open = Awaited<ReturnType<typeof lockOpenRequest>>;
type Answering = { tx: Transaction; actor: Member; request: Open; contactIds: string[] };

/**
 * Does what a person asked for, and tells them by mail: gives access, notes what was corrected, restricts, erases, or stops all
 * advertising. `typed` is the word that confirms an erasure, because nothing brings the person back. People of requests that came by letter
 * are counted as taken away, because nobody but the member says that they wrote.
 * @throws AppError invalid, conflict, or what `takePeople` throws.
 */
export const fulfilRequest = command({
  name: "subject_request.fulfil",
  allow: workspaceMember,
  limit: { per: "workspace", max: 600, windowSeconds: 3600 },
  input: z.object({
    requestId: z.uuid(),
    /** What was corrected; the person reads it. */
    note: text({ max: 2000 }).superRefine(noLink).default(""),
    typed: text({ max: 20 }).default(""),
  }),
  async run(context, { requestId, note, typed }) {
    const { tx, actor, enqueue } = context;
    const request = await lockOpenRequest(tx, actor, requestId);
    const { kind } = request;
    if (kind === "rectify" && note.length < 5)
      throw invalid({ note: "Say what you corrected. The person reads it." });
    if (kind === "erase" && typed !== "erase") throw invalid({ typed: "Type erase to erase this person." });
    const contactIds = await contactsOf(tx, actor, request);
    await closeRequest(tx, actor, requestId, {
      outcome: "fulfilled",
      answer: kind === "rectify" ? note : null,
      ...(kind === "access" && !request.byLetter && { bundleDays: BUNDLE_DAYS }),
    });
    await countThem(context, request, contactIds.length);
    await carriers[kind]({ tx, actor, request, contactIds });
    await mailAboutRequest(enqueue, request, "answer");
    return {
      result: { kind, known: contactIds.length > 0, byLetter: request.byLetter },
      audit: { target: requestId, detail: { kind, known: contactIds.length > 0 } },
    };
  },
});

const carriers: Record<Open["kind"], (answering: Answering) => Promise<void>> = {
  access: async () => {},
  rectify: async () => {},
  restrict,
  erase,
  object,
};

/** Counts people whom a member says have written to them, as taken away. Who proved their request by their own mailbox counts as nobody. */
async function countThem(
  context: Pick<CommandContext<Member>, "tx" | "actor" | "enqueue">,
  { id, kind, channel }: Open,
  people: number,
): Promise<unknown> {
  if (channel !== "member" || (kind !== "erase" && kind !== "object")) return takesNobody(context.tx);
  const how = kind === "erase" ? "erase" : "unsubscribe";
  return takePeople(context, { how, people, list: "goes", path: `${requestsPath}/${id}` });
}

/**
 * Returns the contacts a request is about: the one it was tied to, and the one that has its address now.
 * @throws AppError conflict for data or an erasure of a contact that has another address since: the proof was for the old mailbox, which
 * may be another person's.
 */
async function contactsOf(tx: Transaction, actor: Member, request: Open): Promise<string[]> {
  const { kind, contactId, email } = request;
  const found = await tx
    .select({ id: contacts.id, email: contacts.email })
    .from(contacts)
    .where(
      and(
        owned(contacts, actor),
        contactId ? or(eq(contacts.id, contactId), eq(contacts.email, email)) : eq(contacts.email, email),
      ),
    )
    .orderBy(contacts.id)
    .for("update");
  if ((kind === "access" || kind === "erase") && found.some((contact) => contact.email !== email))
    throw conflict(
      "The contact's address was corrected after this request, and the old mailbox may be another person's. Answer on the contact's page, or refuse with a reason.",
    );
  return found.map(({ id }) => id);
}

async function restrict({ tx, actor, request, contactIds }: Answering): Promise<void> {
  if (contactIds.length === 0) return;
  await tx
    .update(contacts)
    .set({ restrictedAt: sql`coalesce(restricted_at, now())`, restrictedFor: request.id })
    .where(and(owned(contacts, actor), inArray(contacts.id, contactIds)));
}

async function object({ tx, actor, request, contactIds }: Answering): Promise<void> {
  await leaveAll(tx, actor, { email: request.email, emailHash: request.emailHash, contactIds });
  await letGo(tx, actor.workspaceId, request.id);
}

/**
 * Erases the person everywhere. A keyed hash stays as their wish to get no mail, which only they can end. Their address stays on
 * this request alone, until the mail that tells them has left.
 */
async function erase({ tx, actor, request, contactIds }: Answering): Promise<void> {
  const { workspaceId } = actor;
  const { email, emailHash } = request;
  await tx.execute(sql`
    insert into suppressions as s (id, workspace_id, email_hash, reason, source, note)
    select new_id(), ${workspaceId}, known.hash, 'unsubscribed', 'manual', 'Erased at their request.'
    from (select ${emailHash}::bytea as hash union select c.email_hash from contacts c
      where c.workspace_id = ${workspaceId} and c.id = any (${sql`array[${sql.join(
        contactIds.map((id) => sql`${id}::uuid`),
        sql`, `,
      )}]::uuid[]`})) known
    on conflict (workspace_id, email_hash, coalesce(newsletter_id, '00000000-0000-0000-0000-000000000000')) where lifted_at is null
    do update set reason = excluded.reason, source = excluded.source, note = excluded.note where s.reason in ('bounced', 'manual')`);
  await checkNoneWaits(tx, request);
  const { waiting } = await forgetContacts(tx, actor, contactIds, { answering: request.id });
  if (waiting[0]) throw stillWaiting(waiting[0].why);
  await forgetTraces(tx, actor, [{ id: request.contactId, email, emailHash }]);
  await tx
    .update(subjectRequests)
    // A letter needs no address of mail.
    .set({ email: request.byLetter ? null : email })
    .where(and(owned(subjectRequests, actor), eq(subjectRequests.id, request.id)));
}

/** @throws AppError conflict for a person without a contact who waits for the answer to another request. */
async function checkNoneWaits(tx: Transaction, { emailHash }: Open): Promise<void> {
  const [held] = await tx.execute<{ why: Held["why"] | null }>(
    sql`select address_stays(${emailHash}::bytea) as why`,
  );
  if (held?.why) throw stillWaiting(held.why);
}
