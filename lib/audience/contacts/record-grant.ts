import { uuidv7 } from "uuidv7";
import { consents } from "#db/schema/consents.ts";
import { assessmentInForce } from "#lib/audience/interest-assessments/in-force.ts";
import type { Member } from "#lib/core/actor.ts";
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

/** Records a consent as a member tells it. The ledger never changes a line (GDPR 7(1)). */
export async function recordGrant(tx: Transaction, actor: Member, given: Given): Promise<string> {
  const { contactId, newsletterId, requested = false, basis, givenOn, place, wording, noticeVersion } = given;
  const { bought = "", optOutOffered = "" } = given;
  const sale = softOptInOf({ basis, givenOn, bought, optOutOffered });
  const id = uuidv7();
  await tx.insert(consents).values({
    id,
    workspaceId: actor.workspaceId,
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
      asserted_by: actor.userId,
      ...(place && { consentSource: place }),
      ...(noticeVersion && { noticeVersion }),
      ...sale,
      ...(await assessmentInForce(tx, actor, { basis, newsletterId })),
    },
    actorKind: actor.kind,
    actorId: actor.userId,
    ip: actor.origin.ip,
    userAgent: actor.origin.userAgent,
    givenOn,
    softOptIn: sale !== null,
    expiresAt: expiryOf(basis, givenOn),
  });
  return id;
}
