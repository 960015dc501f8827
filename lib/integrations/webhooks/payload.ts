import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#lib/core/database/transaction.ts";

/** A delivery as it is claimed: people and things by their ids. */
export type Claimed = {
  id: string;
  event_id: string;
  type: string;
  happened_at: Date | string;
  contact_id: string | null;
  newsletter_id: string | null;
  campaign_id: string | null;
  api_key_id: string | null;
  detail: Record<string, unknown> | null;
  attempts: number;
};

type Names = {
  emails: Map<string, string>;
  newsletters: Map<string, string>;
  campaigns: Map<string, string>;
  apiKeys: Map<string, string>;
};

/**
 * Returns the body of each delivery: `type`, `timestamp` (ISO 8601) and `data`. Addresses and names are those of now. A person who was
 * erased meanwhile, or whose data are restricted (GDPR 18), is an id without an address.
 */
export async function payloadsOf(
  tx: Transaction,
  { workspaceId }: { workspaceId: string },
  deliveries: readonly Claimed[],
): Promise<Map<string, string>> {
  const ids = (key: "contact_id" | "newsletter_id" | "campaign_id" | "api_key_id") => [
    ...new Set(deliveries.flatMap((each) => each[key] ?? [])),
  ];
  const read = async (table: "newsletters" | "campaigns" | "api_keys", of: string[]) =>
    named(
      of,
      sql`select id, name as value from ${sql.identifier(table)} where workspace_id = ${workspaceId}`,
    );
  const named = async (of: string[], rows: SQL) => {
    if (of.length === 0) return new Map<string, string>();
    const found = await tx.execute<{ id: string; value: string }>(
      sql`${rows} and id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(of)}::jsonb))`,
    );
    return new Map(found.map(({ id, value }) => [id, value]));
  };
  const names: Names = {
    emails: await named(
      ids("contact_id"),
      sql`select id, email as value from contacts where workspace_id = ${workspaceId} and restricted_at is null`,
    ),
    newsletters: await read("newsletters", ids("newsletter_id")),
    campaigns: await read("campaigns", ids("campaign_id")),
    apiKeys: await read("api_keys", ids("api_key_id")),
  };
  return new Map(deliveries.map((each) => [each.id, bodyOf(each, names)]));
}

/** Returns the body of a delivery from what its ids are called now. */
export function bodyOf(of: Claimed, { emails, newsletters, campaigns, apiKeys }: Names): string {
  const email = of.contact_id && of.type !== "contact.erased" ? emails.get(of.contact_id) : undefined;
  return JSON.stringify({
    type: of.type,
    timestamp: new Date(of.happened_at).toISOString(),
    data: {
      ...(of.contact_id && { contact: { id: of.contact_id, ...(email !== undefined && { email }) } }),
      ...(of.newsletter_id && {
        newsletter: { id: of.newsletter_id, name: newsletters.get(of.newsletter_id) ?? null },
      }),
      ...(of.campaign_id && {
        campaign: { id: of.campaign_id, name: campaigns.get(of.campaign_id) ?? null },
      }),
      ...(of.api_key_id && { api_key: { id: of.api_key_id, name: apiKeys.get(of.api_key_id) ?? null } }),
      ...of.detail,
    },
  });
}
