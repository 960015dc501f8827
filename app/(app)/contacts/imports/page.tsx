import { FileUp } from "lucide-react";
import type { Metadata } from "next";
import { StatusDot } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { type Column, LedgerTable } from "#components/ui/ledger-table.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { Time } from "#components/ui/time.tsx";
import { listImports } from "#lib/audience/imports/list.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { address, one, type Search } from "../../address.ts";
import { ContactsHeader } from "../contacts-header.tsx";
import { type Import, importStates } from "./states.ts";

export const metadata: Metadata = { title: "Imports" };

export default async function ImportsPage({ searchParams }: { searchParams: Search }) {
  const actor = await requireMember();
  const cursor = one((await searchParams).cursor);
  const { rows, nextCursor } = await pageQuery(listImports, actor, { cursor });
  const mayChange = workspaceMember.admits(actor);
  return (
    <>
      <ContactsHeader tab="imports" actions={mayChange && rows.length > 0} />
      <LedgerTable
        caption="Imports, newest first"
        columns={columns}
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/contacts/imports/${id}`}
        empty={<NoImports mayChange={mayChange} />}
        pagination={
          <Pagination
            newerHref={cursor && "/contacts/imports"}
            newerLabel="Newest"
            olderHref={nextCursor && address("/contacts/imports", { cursor: nextCursor })}
          />
        }
      />
    </>
  );
}

const columns: Column<Import>[] = [
  {
    key: "file",
    header: "File",
    cell: ({ fileName, program }) => (
      <>
        {fileName ? (
          <span className="wrap-anywhere">{fileName}</span>
        ) : (
          <span className="text-ink-soft">No file yet</span>
        )}
        {program && <span className="block text-13 text-ink-faint">By the API key “{program}”</span>}
      </>
    ),
  },
  {
    key: "newsletter",
    header: "Newsletter",
    cell: (row) =>
      row.purpose === "suppress" ? <span className="text-ink-soft">Suppression list</span> : row.newsletter,
  },
  {
    key: "state",
    header: "State",
    tight: true,
    cell: ({ state }) => <StatusDot tone={importStates[state].tone}>{importStates[state].words}</StatusDot>,
  },
  { key: "added", header: "Added", numeric: true, tight: true, cell: ({ added }) => <Count value={added} /> },
  {
    key: "known",
    header: "Known",
    numeric: true,
    tight: true,
    phone: "hide",
    cell: ({ known }) => <Count value={known} />,
  },
  {
    key: "stopped",
    header: "Suppressed",
    numeric: true,
    tight: true,
    cell: ({ stopped, suppressed }) => <Count value={stopped + suppressed} />,
  },
  {
    key: "not-taken",
    header: "Not taken",
    numeric: true,
    tight: true,
    cell: ({ leftOut, lapsed, erased, refused }) => <Count value={leftOut + lapsed + erased + refused} />,
  },
  { key: "begun", header: "Begun", tight: true, cell: ({ createdAt }) => <Time value={createdAt} /> },
];

function Count({ value }: { value: number }) {
  return <span className={value === 0 ? "text-ink-faint" : undefined}>{formatNumber(value)}</span>;
}

function NoImports({ mayChange }: { mayChange: boolean }) {
  return (
    <EmptyState
      icon={<FileUp aria-hidden="true" />}
      title="Your imports will be here"
      action={
        mayChange && (
          <Button href="/contacts/imports/new" variant="primary" icon={<FileUp aria-hidden="true" />}>
            Import a file
          </Button>
        )
      }
    >
      Each with what came in, which rows were refused and why, and the consent you attested. An import can be
      stopped, resumed and rolled back.
    </EmptyState>
  );
}
