import { uuidv7 } from "uuidv7";
import { consents } from "#db/schema/consents.ts";
import type { Anonymous, Member, User } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";

type Given = {
  workspaceId: string;
  contactId: string;
  newsletterId: string;
  /** Exact words beside the button. */
  wording: string;
  evidence: Record<string, unknown>;
  /** Whether a mailed link proved that the address is the person's. */
  proved: boolean;
};

/** Records the express consent of a person who pressed the button of a form (GDPR 7(1)). The ledger never changes a line. */
export async function recordOwnGrant(
  tx: Transaction,
  { kind: actorKind, origin: { ip, userAgent } }: Anonymous | User | Member,
  { proved, ...given }: Given,
): Promise<void> {
  await tx.insert(consents).values({
    ...given,
    id: uuidv7(),
    kind: "grant",
    basis: "express",
    source: "form",
    actorKind,
    ...(proved && { actorId: given.contactId }),
    ip,
    userAgent,
  });
}
