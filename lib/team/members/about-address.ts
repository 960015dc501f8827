import { personOfAddress } from "#lib/core/audit/person-of-address.ts";
import type { About } from "#lib/core/audit-entry.ts";
import type { Vault } from "#lib/core/vault/vault.ts";

/** Returns what an audit entry about an invitation refers to: an address, because there may be no account. */
export async function aboutAddress(vault: Vault, workspaceId: string, email: string): Promise<About> {
  return { person: personOfAddress(await vault.emailHash(workspaceId, email)), fields: { address: email } };
}
