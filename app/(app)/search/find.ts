import type { FoundRecord } from "#components/shell/nav-model.ts";
import type { Member } from "#lib/core/actor.ts";
import { cutText } from "#lib/core/cut-text.ts";
import { findRecords, type FoundRecord as Row } from "#lib/team/workspaces/find-records.ts";
import { pageQuery } from "#lib/web/page-query.ts";

const kinds: Record<Row["kind"], { name: string; href: (id: string) => string }> = {
  contact: { name: "Contact", href: (id) => `/contacts/${id}` },
  campaign: { name: "Campaign", href: (id) => `/campaigns/${id}` },
  newsletter: { name: "Newsletter", href: (id) => `/newsletters/${id}` },
  account: { name: "Email account", href: (id) => `/settings/email-accounts/${id}` },
  apiKey: { name: "API key", href: (id) => `/settings/api-keys/${id}` },
  member: { name: "Member", href: (id) => `/settings/team/${id}` },
};

/** Returns the records a name finds, with their addresses. */
export async function findByName(actor: Member, search: string): Promise<FoundRecord[]> {
  const rows = await pageQuery(findRecords, actor, { search: cutText(search, 100) });
  return rows.map(({ kind, id, name, detail }) => ({
    kind: kinds[kind].name,
    href: kinds[kind].href(id),
    label: name,
    ...(detail && { detail }),
  }));
}
