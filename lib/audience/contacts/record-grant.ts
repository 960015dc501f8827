import { uuidv7 } from "uuidv7";
import { consents } from "#db/schema/consents.ts";
import { assessmentInForce } from "#lib/audience/interest-assessments/in-force.ts";
import { type ApiKey, actorId, isTest, type Member } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { type ConsentGiven, expiryOf } from "./consent-given.ts";
import { softOptInOf } from "./soft-opt-in.ts";

type Given = Pick<ConsentGiven, "basis" | "givenOn" | "place" | "wording"> &
  Partial<ConsentGiven> & {
    contactId: string;
    newsletterId: string | null;
    /** Records a wish that only the person's own confirmation turns into consent. */
    requested?: boolean;
  };

type By = { workspaceId: string; userId: string; ip: string | null; userAgent: string | null };

/** Records a consent as a member or a program tells it. The ledger never changes a line (GDPR 7(1)). */
export async function recordGrant(tx: Transaction, actor: Member | ApiKey, given: Given): Promise<string> {
  const { workspaceId, origin } = actor;
  const by = { workspaceId, userId: actorId(actor) ?? "", ip: origin.ip, userAgent: origin.userAgent };
  // The gate counts no grant on a test key's word.
  const requested = given.requested || isTest(actor);
  const line = grantOf(by, { ...given, requested }, await assessmentInForce(tx, actor, given));
  const program = actor.kind === "apiKey" && ({ source: "api", actorKind: "apiKey" } as const);
  await tx.insert(consents).values({ ...line, ...program });
  return line.id;
}

/** Returns the line of the ledger for a consent as a member tells it, with the assessment that a legitimate interest rests on. */
export function grantOf(
  { workspaceId, userId, ip, userAgent }: By,
  given: Given,
  assessment: Awaited<ReturnType<typeof assessmentInForce>>,
) {
  const { contactId, newsletterId, requested = false, basis, givenOn, place, wording, noticeVersion } = given;
  const { bought = "", optOutOffered = "" } = given;
  const sale = softOptInOf({ basis, givenOn, bought, optOutOffered });
  return {
    id: uuidv7(),
    workspaceId,
    contactId,
    newsletterId,
    kind: "grant",
    // The gate counts no consent that is marked so.
    perRow: requested,
    requested,
    basis,
    source: "manual",
    wording,
    evidence: {
      asserted_by: userId,
      ...(place && { consentSource: place }),
      ...(noticeVersion && { noticeVersion }),
      ...sale,
      ...assessment,
    },
    actorKind: "member",
    actorId: userId,
    ip,
    userAgent,
    givenOn,
    softOptIn: sale !== null,
    expiresAt: expiryOf(basis, givenOn),
  } as const;
}
