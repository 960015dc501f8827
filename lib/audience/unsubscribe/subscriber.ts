import type { Origin, Subscriber } from "#lib/core/actor.ts";
import { recordForgedLink } from "#lib/core/audit/forged-link.ts";
import { batched } from "#lib/core/database/batch.ts";
import { lookup } from "#lib/core/database/lookup.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { type LinkTarget, verifyLink } from "#lib/crypto/tokens.ts";

type Row = {
  id: string;
  workspace_id: string;
  campaign_id: string;
  contact_id: string;
  newsletter_id: string | null;
};

/**
 * Returns the holder of the unsubscribe link `token` (as signed by lib/crypto/tokens.ts); null when
 * it is forged, mangled or long gone. Reads one row by its key, and nothing for a token we did not
 * sign, which is recorded as a refusal.
 * @throws AppError unavailable.
 */
export async function subscriberOf(token: string, origin: Origin): Promise<Subscriber | null> {
  const target = verifyLink(await linkKey(), "unsubscribe", token);
  if (!target) {
    await recordForgedLink("unsubscribe", origin);
    return null;
  }
  const row = await delivery("", target);
  if (!row) return null;
  return {
    kind: "subscriber",
    workspaceId: row.workspace_id,
    contactId: row.contact_id,
    campaignId: row.campaign_id,
    newsletterId: row.newsletter_id,
    deliveryId: row.id,
    origin,
  };
}

const delivery = batched(async (targets: LinkTarget[]) => {
  const rows = await lookup<Row>`
    select asked.id, asked.workspace_id, d.campaign_id, d.contact_id, d.newsletter_id
    from unnest(${targets.map(({ workspaceId }) => workspaceId)}::uuid[], ${targets.map(({ id }) => id)}::uuid[])
      as asked(workspace_id, id)
    cross join lateral delivery_by_id(asked.workspace_id, asked.id) d`;
  const found = new Map(rows.map((row) => [row.id, row]));
  return targets.map(({ id }) => found.get(id));
});
