import { Archive, Newspaper, Plus } from "lucide-react";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { type Column, LedgerTable } from "#components/ui/ledger-table.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { Time } from "#components/ui/time.tsx";
import { getNewsletter } from "#lib/audience/newsletters/get.ts";
import { listNewsletters } from "#lib/audience/newsletters/list.ts";
import type { Member } from "#lib/core/actor.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { address, one, type Search } from "../address.ts";
import { restoreNewsletterAction } from "./actions.ts";
import { reachWords } from "./subscribers.ts";
import { UndoArchive } from "./undo-archive.tsx";

export const metadata: Metadata = { title: "Newsletters" };

export default async function NewslettersPage({ searchParams }: { searchParams: Search }) {
  const actor = await requireMember();
  const given = await searchParams;
  const cursor = one(given.cursor);
  const archived = one(given.show) === "archived";
  const show = archived ? "archived" : undefined;
  const [{ rows, nextCursor }, undo] = await Promise.all([
    pageQuery(listNewsletters, actor, { cursor, archived }),
    archivedJustNow(actor, one(given.undo)),
  ]);
  const add = workspaceMember.admits(actor) && (
    <Button href="/newsletters/new" variant="primary" icon={<Plus aria-hidden="true" />}>
      New newsletter
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Newsletters"
        description="What people subscribe to and unsubscribe from."
        actions={rows.length > 0 && add}
      />
      {undo && <UndoArchive key={undo.id} {...undo} action={restoreNewsletterAction} />}
      <Tabs
        label="Newsletters"
        tabs={[
          { href: "/newsletters", label: "Active", current: !archived },
          { href: "/newsletters?show=archived", label: "Archived", current: archived },
        ]}
      />
      <LedgerTable
        caption={archived ? "Archived newsletters, newest first" : "Newsletters, newest first"}
        columns={columns}
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/newsletters/${id}`}
        empty={archived ? <NoArchived /> : <NoNewsletters add={add} />}
        pagination={
          <Pagination
            newerHref={cursor && address("/newsletters", { show })}
            newerLabel="Newest"
            olderHref={nextCursor && address("/newsletters", { show, cursor: nextCursor })}
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
    key: "reach",
    header: "Subscribers",
    tight: true,
    cell: ({ reach, active }) => reachWords(reach, active),
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
    phone: "hide",
    cell: ({ createdAt }) => <Time value={createdAt} as="date" />,
  },
];

function Quiet({ count }: { count: number }) {
  return <span className={count === 0 ? "text-ink-faint" : undefined}>{formatNumber(count)}</span>;
}

function NoNewsletters({ add }: { add: ReactNode }) {
  return (
    <EmptyState icon={<Newspaper aria-hidden="true" />} title="No newsletters yet" action={add}>
      A newsletter is what people say yes to: a product update, a weekly letter. Contacts subscribe to it,
      campaigns go to it, and an unsubscribe ends it for one person at once.
    </EmptyState>
  );
}

function NoArchived() {
  return (
    <EmptyState icon={<Archive aria-hidden="true" />} title="No archived newsletters">
      A newsletter that has ended can be archived from its page, and restored from here.
    </EmptyState>
  );
}

/** Returns the newsletter whose archiving can be taken back, if it is still archived. */
async function archivedJustNow(actor: Member, id: string | undefined) {
  if (!id || !/^[0-9a-f-]{36}$/.test(id)) return null;
  const found = await getNewsletter(actor, { newsletterId: id }).catch(() => null);
  return found?.archivedAt ? { id: found.id, name: found.name } : null;
}
