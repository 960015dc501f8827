import { Download } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { formatNumber, plural } from "#components/ui/format.ts";
import { type Column, LedgerTable } from "#components/ui/ledger-table.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { listRefusals } from "#lib/audience/imports/refusals.ts";
import type { Member } from "#lib/core/actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { address, one } from "../../../address.ts";
import type { Import } from "../states.ts";

type Row = Awaited<ReturnType<typeof listRefusals>>["rows"][number];

/** The rows an import did not take, by line, each with its reason; the whole list is one download away. */
export async function RefusedRows({
  actor,
  row,
  after,
  mayTake,
}: {
  actor: Member;
  row: Import;
  after: string | string[] | undefined;
  mayTake: boolean;
}) {
  const count = row.refused + row.suppressed + row.leftOut + row.lapsed + row.erased + row.leftBefore;
  if (count === 0) return null;
  const here = `/contacts/imports/${row.id}`;
  const from = Number(one(after) ?? 0);
  const { rows, next } = await pageQuery(listRefusals, actor, {
    importId: row.id,
    after: Number.isSafeInteger(from) && from >= 0 && from < 2 ** 31 ? from : 0,
    limit: 50,
  });
  return (
    <section aria-labelledby="refused" className="grid gap-3">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div className="grid gap-0.5">
          <h2 id="refused" className="text-16">
            {plural(count, "row")} not taken
          </h2>
          <p className="text-13 text-ink-faint">
            Correct what is wrong in the file and import it again: nobody comes in twice.
          </p>
        </div>
        {mayTake && (
          <Button external href={`${here}/refused`} download icon={<Download aria-hidden="true" />}>
            Download refused rows
          </Button>
        )}
      </div>
      <LedgerTable
        caption="Rows that were not taken, by line"
        columns={columns}
        rows={rows}
        rowKey={({ line }) => String(line)}
        empty={<p className="px-4 py-6 text-center text-ink-soft">There are no more.</p>}
        pagination={
          <Pagination
            newerHref={from > 0 ? here : null}
            newerLabel="From the start"
            olderHref={next === null ? null : address(here, { after: String(next) })}
            olderLabel="Next"
          />
        }
      />
    </section>
  );
}

const columns: Column<Row>[] = [
  {
    key: "line",
    header: "Line",
    tight: true,
    numeric: true,
    cell: ({ line }) => formatNumber(line),
    phone: "line",
  },
  {
    key: "value",
    header: "Value",
    phone: "line",
    cell: ({ value }) => <span className="font-mono text-13 wrap-anywhere">{value}</span>,
  },
  { key: "problem", header: "Problem", phone: "line", cell: ({ message }) => message },
];
