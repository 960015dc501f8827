import { and, inArray } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { imports } from "#db/schema/imports.ts";
import { consentBasis, givenDay } from "#lib/audience/contacts/fields.ts";
import { type Basis, dayProblem, dayProblemWords } from "#lib/audience/contacts/grounds.ts";
import { refuseHalfASale, softOptInGiven } from "#lib/audience/contacts/soft-opt-in.ts";
import { todayOf } from "#lib/audience/contacts/today.ts";
import { requireNewsletter } from "#lib/audience/newsletters/active.ts";
import { memberBehind } from "#lib/core/actor.ts";
import type { CalendarDay } from "#lib/core/calendar-day.ts";
import { command } from "#lib/core/command.ts";
import { oneAtATime } from "#lib/core/database/one-at-a-time.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict, invalid } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { orKey, workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { refuseWithoutRoom } from "./quota.ts";

const mostWaiting = 20;

/**
 * Sentence a member signs with their name. Stored as shown, so that a later edit changes no earlier
 * attestation.
 */
export const attestation =
  "The people in this file agreed to receive this newsletter, or there is another lawful ground as chosen above. I can show the proof.";

/**
 * Creates an import with the facts the law requires first: the newsletter, the legal ground, and
 * the source of consent (GDPR 7(1)).
 */
export const createImport = command({
  name: "import.create",
  // A row of the file is a subscription, as that of one contact is.
  allow: orKey(workspaceMember, "contacts:write", "newsletters:write"),
  limit: {
    per: "workspace",
    programs: true,
    max: 60,
    windowSeconds: 3600,
    words: "A workspace begins at most 60 imports an hour.",
  },
  once: true,
  input: z.object({
    newsletterId: z.uuid("Choose a newsletter."),
    basis: consentBasis,
    consentSource: text({ max: 1000 }).min(10, "Say where and when these people agreed: it is your proof."),
    ...softOptInGiven,
    /** Day for everybody in the file, where it is known before the file is seen. It is judged here, and counts at the start. */
    givenOn: givenDay,
    attested: z.literal(["on", "yes", "true"], {
      error: "An import needs your word that these people agreed.",
    }),
  }),
  async run({ tx, actor }, { newsletterId, basis, consentSource, bought, optOutOffered, givenOn }) {
    refuseHalfASale({ basis, bought, optOutOffered });
    await refuseBadDay(tx, actor, basis, givenOn);
    await requireNewsletter(tx, actor, newsletterId);
    await refuseTooMany(tx, actor);
    await refuseWithoutRoom(tx, actor.workspaceId);

    const id = uuidv7();
    await tx.insert(imports).values({
      id,
      workspaceId: actor.workspaceId,
      newsletterId,
      fileName: "",
      basis,
      consentSource,
      ...(bought && optOutOffered && { bought, optOutOffered: true }),
      attestation,
      attestedBy: memberBehind(actor),
      attestedAt: new Date(),
      createdBy: memberBehind(actor),
      ...(actor.kind === "apiKey" && { programId: actor.keyId }),
    });
    return { result: { id }, audit: { target: id, detail: { newsletter: newsletterId, basis } } };
  },
});

async function refuseBadDay(
  tx: Transaction,
  actor: { workspaceId: string },
  basis: Basis,
  givenOn: CalendarDay | null,
) {
  const problem = givenOn && dayProblem(basis, givenOn, await todayOf(tx, actor));
  if (problem) throw invalid({ givenOn: dayProblemWords(problem, basis, givenOn) });
}

/** @throws AppError conflict while twenty imports wait. */
export async function refuseTooMany(tx: Transaction, actor: { workspaceId: string }) {
  await oneAtATime(tx, actor, "imports");
  const waiting = await tx
    .select({ id: imports.id })
    .from(imports)
    .where(and(owned(imports, actor), inArray(imports.state, ["receiving", "received", "queued", "running"])))
    .limit(mostWaiting);
  if (waiting.length < mostWaiting) return;
  throw conflict(`${mostWaiting} imports wait for you already. Finish or cancel one of them first.`);
}
