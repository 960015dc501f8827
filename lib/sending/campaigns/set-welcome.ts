import { and, eq, isNull, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { campaigns } from "#db/schema/campaigns.ts";
import { newsletters } from "#db/schema/newsletters.ts";
import { changesBetween } from "#lib/core/audit/changes.ts";
import { command } from "#lib/core/command.ts";
import { conflict, invalid, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { headerLine } from "#lib/mail/header-line.ts";
import { type CheckLine, checkLines } from "./check-lines.ts";
import { readFacts } from "./facts.ts";
import { checkDraftParts, draftFields } from "./fields.ts";

/**
 * Writes a newsletter's welcome mail, which each new subscriber gets once after confirming, and turns it on or off. It is a
 * message like any other: the gate decides for each person, and it carries the unsubscribe headers and the postal address.
 * @throws AppError conflict with what is missing, where it is to be sent.
 */
export const setWelcome = command({
  name: "campaign.set_welcome",
  allow: workspaceMember,
  limit: {
    per: "workspace",
    max: 120,
    windowSeconds: 3600,
    words: "A workspace changes welcome mails 120 times an hour.",
  },
  input: z.object({
    newsletterId: z.uuid(),
    emailAccountId: z.uuid("Choose an account."),
    subject: headerLine(200, "Enter a subject."),
    body: draftFields.body,
    /** A checkbox: absent means no. */
    on: z.union([z.boolean(), z.literal("on").transform(() => true)]).default(false),
  }),
  async run({ tx, actor }, { newsletterId, emailAccountId, subject, body, on }) {
    const { workspaceId, userId } = actor;
    const mine = and(owned(newsletters, actor), eq(newsletters.id, newsletterId));
    const [newsletter] = await tx
      .select({ name: newsletters.name, welcomeSince: newsletters.welcomeSince })
      .from(newsletters)
      .where(and(mine, isNull(newsletters.archivedAt)))
      .for("update");
    if (!newsletter) throw notFound("newsletter");
    await checkDraftParts(tx, actor, { emailAccountId });
    const theirs = and(
      owned(campaigns, actor),
      eq(campaigns.newsletterId, newsletterId),
      eq(campaigns.kind, "welcome"),
    );
    const [before] = await tx
      .select({
        id: campaigns.id,
        subject: campaigns.subject,
        body: campaigns.body,
        emailAccountId: campaigns.emailAccountId,
      })
      .from(campaigns)
      .where(theirs);
    const id = before?.id ?? uuidv7();
    const written = { subject, body, emailAccountId };
    if (before)
      await tx
        .update(campaigns)
        // What paused it, such as an account that was disconnected, is what the member has just mended.
        .set({ ...written, updatedBy: userId, updatedAt: sql`now()`, pausedAt: null, pauseReason: null })
        .where(theirs);
    else
      await tx.insert(campaigns).values({
        workspaceId,
        id,
        newsletterId,
        kind: "welcome",
        name: "Welcome mail",
        createdBy: userId,
        updatedBy: userId,
        sendRequestedAt: sql`now()`,
        ...written,
      });
    if (on) {
      const facts = await readFacts(tx, actor, id);
      const stop = checkLines(facts, { eligible: 1, skipped: {} }).find(({ state }) => state === "stop");
      if (stop) throw refusal(stop);
    }
    await tx
      .update(newsletters)
      .set({ welcomeSince: on ? (newsletter.welcomeSince ?? sql`now()`) : null })
      .where(mine);
    return {
      result: { id, on },
      audit: {
        target: newsletterId,
        detail: { name: newsletter.name, on },
        ...(before && {
          changed: changesBetween({ ...before }, written, ["subject", "body", "emailAccountId"]),
        }),
      },
    };
  },
});

/** A fault of the text stands beside its field; what is missing elsewhere above the form. */
function refusal({ text, fix }: CheckLine) {
  const field = /\/edit#(subject|body)$/.exec(fix ?? "")?.[1];
  return field ? invalid({ [field]: text }) : conflict(text);
}
