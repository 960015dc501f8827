import { ListChecks } from "lucide-react";
import type { Metadata } from "next";
import { StatusDot } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { type Column, LedgerTable } from "#components/ui/ledger-table.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { Time } from "#components/ui/time.tsx";
import { listBulkActions } from "#lib/audience/bulk-actions/list.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { address, one, type Search } from "../../address.ts";
import { ContactsHeader } from "../contacts-header.tsx";
import { actionStates, actionWords, type BulkAction } from "./words.ts";

export const metadata: Metadata = { title: "Bulk actions" };

const here = "/contacts/bulk-actions";

/** What members did to many contacts at once, in the last 30 days. */
export default async function BulkActionsPage({ searchParams }: { searchParams: Search }) {
  const actor = await requireMember();
  const cursor = one((await searchParams).cursor);
  const { rows, nextCursor } = await pageQuery(listBulkActions, actor, { cursor });
  return (
    <>
      <ContactsHeader tab="bulk" actions={workspaceMember.admits(actor)} />
      <LedgerTable
        caption="Bulk actions, newest first"
        columns={columns}
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `${here}/${id}`}
        empty={
          <EmptyState
            icon={<ListChecks aria-hidden="true" />}
            title="No bulk actions in the last 30 days"
            action={<Button href="/contacts">See the contacts</Button>}
          >
            Select contacts in the list, or all that match a filter, to tag, suppress or erase them or add
            them to a newsletter.
          </EmptyState>
        }
        pagination={
          <Pagination
            newerHref={cursor && here}
            newerLabel="Newest"
            olderHref={nextCursor && address(here, { cursor: nextCursor })}
          />
        }
      />
    </>
  );
}

const columns: Column<BulkAction>[] = [
  { key: "what", header: "What", cell: (row) => <span className="wrap-anywhere">{actionWords(row)}</span> },
  {
    key: "state",
    header: "State",
    tight: true,
    cell: ({ state }) => <StatusDot tone={actionStates[state].tone}>{actionStates[state].words}</StatusDot>,
  },
  {
    key: "changed",
    header: "Changed",
    numeric: true,
    tight: true,
    cell: ({ changed }) => formatNumber(changed),
  },
  { key: "by", header: "Asked by", phone: "hide", cell: ({ askedBy }) => askedBy ?? "A former member" },
  { key: "when", header: "When", tight: true, cell: ({ createdAt }) => <Time value={createdAt} /> },
];
