import { Newspaper, Plus } from "lucide-react";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { type Column, LedgerTable } from "#components/ui/ledger-table.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { Time } from "#components/ui/time.tsx";
import { listNewsletters } from "#lib/audience/newsletters/list.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { address, one, type Search } from "../address.ts";

export const metadata: Metadata = { title: "Newsletters" };

export default async function NewslettersPage({ searchParams }: { searchParams: Search }) {
  const actor = await requireMember();
  const cursor = one((await searchParams).cursor);
  const { rows, nextCursor } = await pageQuery(listNewsletters, actor, { cursor });
  const add = workspaceMember.admits(actor) && (
    <Button href="/newsletters/new" variant="primary" icon={<Plus aria-hidden="true" />}>
      New newsletter
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Newsletters"
        description="What people subscribe to, and leave."
        actions={rows.length > 0 && add}
      />
      <LedgerTable
        caption="Newsletters, newest first"
        columns={columns}
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/newsletters/${id}`}
        empty={<NoNewsletters add={add} />}
        pagination={
          <Pagination
            newerHref={cursor && "/newsletters"}
            newerLabel="Newest"
            olderHref={nextCursor && address("/newsletters", { cursor: nextCursor })}
          />
        }
      />
    </>
  );
}

type Row = Awaited<ReturnType<typeof listNewsletters>>["rows"][number];

const columns: Column<Row>[] = [
  { key: "name", header: "Name", cell: ({ name }) => name },
  {
    key: "active",
    header: "Active subscribers",
    numeric: true,
    tight: true,
    cell: ({ active }) => formatNumber(active),
  },
  {
    key: "pending",
    header: "Not confirmed",
    numeric: true,
    tight: true,
    cell: ({ pending }) => <Quiet count={pending} />,
  },
  {
    key: "left",
    header: "Unsubscribed",
    numeric: true,
    tight: true,
    cell: ({ unsubscribed }) => <Quiet count={unsubscribed} />,
  },
  {
    key: "created",
    header: "Created",
    tight: true,
    cell: ({ createdAt }) => <Time value={createdAt} as="date" />,
  },
];

function Quiet({ count }: { count: number }) {
  return <span className={count === 0 ? "text-ink-faint" : undefined}>{formatNumber(count)}</span>;
}

function NoNewsletters({ add }: { add: ReactNode }) {
  return (
    <EmptyState icon={<Newspaper aria-hidden="true" />} title="Your newsletters will be here" action={add}>
      A newsletter is what people say yes to: a product update, a weekly letter. Contacts subscribe to it,
      campaigns go to it, and an unsubscribe ends it for one person at once.
    </EmptyState>
  );
}
