import { personOfAddress } from "#lib/core/audit/person-of-address.ts";
import type { About } from "#lib/core/audit-entry.ts";
import type { Vault } from "#lib/core/vault/vault.ts";

/** Who an audit entry about an invitation is about: an address, since there may be no account behind it. */
export async function aboutAddress(vault: Vault, workspaceId: string, email: string): Promise<About> {
  return { person: personOfAddress(await vault.emailHash(workspaceId, email)), fields: { address: email } };
}
