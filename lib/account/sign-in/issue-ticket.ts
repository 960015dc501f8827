import { sql } from "drizzle-orm";
import { loginTickets } from "#db/schema/sessions.ts";
import type { CommandContext } from "#lib/core/command.ts";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";

type Transaction = CommandContext<never>["tx"];

/** Ways of proving who you are, as RFC 8176 names them. */
export type Amr = "pwd" | "otp" | "hwk" | "user" | "mfa";

/**
 * Says "every factor was passed", once, for a minute: the only thing that starts a session. Only its hash is kept. `knownDevice`: whether
 * this browser had signed in to the account before; if not, its person gets a mail. `workspaceId`: where the session begins, if not in the
 * person's oldest workspace.
 */
export async function issueTicket(
  tx: Transaction,
  userId: string,
  amr: Amr[],
  knownDevice: boolean,
  workspaceId: string | null = null,
): Promise<string> {
  const ticket = randomToken();
  await tx.insert(loginTickets).values({
    tokenHash: hashToken(ticket),
    userId,
    amr,
    knownDevice,
    workspaceId,
    expiresAt: sql`now() + interval '60 seconds'`,
  });
  return ticket;
}
