// biome-ignore-all lint/a11y/noRedundantRoles: a phone changes display, which takes a table's meaning away; the roles give it back.
import clsx from "clsx";
import Link from "next/link";
import type { ReactNode } from "react";

export type Column<Row> = {
  key: string;
  header: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Right-aligned, for numbers that are compared. */
  numeric?: boolean;
  /** Limits the column to the width it needs, such as for a date or actions. */
  tight?: boolean;
  /** Hides the header from sight but not from screen readers, such as over actions. */
  quietHeader?: boolean;
  /** Place in the card on a phone: title (first column), labelled line, corner (no header), or hidden. */
  phone?: "title" | "line" | "corner" | "hide";
};

type LedgerTableProps<Row> = {
  /** Name of the table for screen readers. */
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  /** Makes the whole row open this address from its first cell. */
  rowHref?: (row: Row) => string;
  /** A checkbox before each row, outside its link. */
  select?: { header: string; cell: (row: Row) => ReactNode };
  /** Filters at the left and export at the right, above the table head. */
  toolbar?: ReactNode;
  /** EmptyState shown instead of the table when there are no rows. */
  empty: ReactNode;
  /** Pagination under the rows. */
  pagination?: ReactNode;
  className?: string;
};

/** Renders rows in a table with a sticky head and rows 40 high; on a phone each row is a card. */
export function LedgerTable<Row>(props: LedgerTableProps<Row>) {
  const { caption, columns, rows, rowKey, rowHref, select, toolbar, empty, pagination, className } = props;
  return (
    <div className={className}>
      {toolbar && <div className="mb-3 flex flex-wrap items-end justify-between gap-3">{toolbar}</div>}
      <div className="ledger-box rounded-l border border-line bg-surface">
        {rows.length === 0 ? (
          empty
        ) : (
          // Changing display for a phone would remove the table's semantics, so the roles restore them.
          <table className="ledger" role="table">
            <caption className="sr-only">{caption}</caption>
            <thead role="rowgroup">
              <tr role="row">
                {select && (
                  <th scope="col" role="columnheader" data-tight="">
                    <span className="sr-only">{select.header}</span>
                  </th>
                )}
                {columns.map((column) => (
                  <th
                    key={column.key}
                    scope="col"
                    role="columnheader"
                    {...shape(column)}
                    data-phone-head={column.phone}
                  >
                    <span className={clsx(column.quietHeader && "sr-only")}>{column.header}</span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody role="rowgroup">
              {rows.map((row) => (
                <tr key={rowKey(row)} role="row">
                  {select && (
                    <td role="cell" data-tight="" data-phone="select">
                      {select.cell(row)}
                    </td>
                  )}
                  {columns.map((column, at) => (
                    <td key={column.key} role="cell" {...shape(column)} {...phone(column, at)}>
                      {at === 0 && rowHref ? (
                        <Link href={rowHref(row)} className="row-link">
                          {column.cell(row)}
                        </Link>
                      ) : (
                        column.cell(row)
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      {pagination}
    </div>
  );
}

function shape<Row>(column: Column<Row>) {
  return { "data-numeric": column.numeric ? "" : undefined, "data-tight": column.tight ? "" : undefined };
}

function phone<Row>(column: Column<Row>, at: number) {
  const labelled = typeof column.header === "string" && !column.quietHeader;
  return {
    "data-phone": column.phone ?? (at === 0 ? "title" : column.quietHeader ? "corner" : "line"),
    "data-label": labelled ? (column.header as string) : undefined,
  };
}
