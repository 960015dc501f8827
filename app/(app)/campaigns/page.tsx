import { Plus, Send } from "lucide-react";
import type { Metadata } from "next";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LedgerTable } from "#components/ui/ledger-table.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { workspaceMember } from "#lib/core/policies.ts";
import { listCampaigns } from "#lib/sending/campaigns/list.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { address, one, type Search } from "../address.ts";
import { campaignColumns } from "./campaign-columns.tsx";

export const metadata: Metadata = { title: "Campaigns" };

const states = {
  draft: "Drafts",
  scheduled: "Scheduled",
  sending: "Sending",
  paused: "Paused",
  sent: "Sent",
} as const;
type State = keyof typeof states;

export default async function CampaignsPage({ searchParams }: { searchParams: Search }) {
  const actor = await requireMember();
  const given = await searchParams;
  const asked = one(given.state);
  const state = asked && Object.hasOwn(states, asked) ? (asked as State) : undefined;
  const cursor = one(given.cursor);
  const { rows, nextCursor } = await pageQuery(listCampaigns, actor, { cursor, state });
  const nothing = rows.length === 0 && !state && !cursor;
  const add = workspaceMember.admits(actor) && (
    <Button href="/campaigns/new" variant="primary" icon={<Plus aria-hidden="true" />}>
      New campaign
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Campaigns"
        description="One message to one newsletter, with a report of who got it and why somebody did not."
        actions={!nothing && add}
      />
      {!nothing && (
        <Tabs
          label="State"
          tabs={[
            { href: "/campaigns", label: "All", current: !state },
            ...(Object.keys(states) as State[]).map((each) => ({
              href: address("/campaigns", { state: each }),
              label: states[each],
              current: state === each,
            })),
          ]}
        />
      )}
      <LedgerTable
        caption="Campaigns, newest first"
        columns={campaignColumns}
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/campaigns/${id}`}
        empty={
          nothing ? (
            <EmptyState icon={<Send aria-hidden="true" />} title="Your campaigns will be here" action={add}>
              Write once, see it as readers will, and send it to everybody who said yes. Before it leaves, a
              check tells what the law and mailbox providers would miss.
            </EmptyState>
          ) : (
            <EmptyState title={state ? `No campaign is in “${states[state]}”` : "No more campaigns"}>
              Choose another state above.
            </EmptyState>
          )
        }
        pagination={
          <Pagination
            newerHref={cursor && address("/campaigns", { state })}
            newerLabel="Newest"
            olderHref={nextCursor && address("/campaigns", { state, cursor: nextCursor })}
          />
        }
      />
    </>
  );
}
