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
  /** Takes only the width it needs, such as a date or actions. */
  tight?: boolean;
  /** Keeps the header for screen readers only, such as over actions. */
  quietHeader?: boolean;
  /** In the card a phone shows: its title (the first column), a labelled line, its corner (no header), or left out. */
  phone?: "title" | "line" | "corner" | "hide";
};

type LedgerTableProps<Row> = {
  /** Names the table for screen readers. */
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  /** Makes the whole row open this address from its first cell. */
  rowHref?: (row: Row) => string;
  /** Filters at the left, export at the right, above the head. */
  toolbar?: ReactNode;
  /** Shown instead of the table when there are no rows: an EmptyState. */
  empty: ReactNode;
  /** Sits under the rows: a Pagination. */
  pagination?: ReactNode;
  className?: string;
};

/** Rows that can be trusted and scanned: sticky head, 40 high, cards on a phone. */
export function LedgerTable<Row>(props: LedgerTableProps<Row>) {
  const { caption, columns, rows, rowKey, rowHref, toolbar, empty, pagination, className } = props;
  return (
    <div className={className}>
      {toolbar && <div className="mb-3 flex flex-wrap items-end justify-between gap-3">{toolbar}</div>}
      <div className="ledger-box rounded-l border border-line bg-surface">
        {rows.length === 0 ? (
          empty
        ) : (
          // Changing display for a phone would take the table's meaning away: the roles give it back.
          <table className="ledger" role="table">
            <caption className="sr-only">{caption}</caption>
            <thead role="rowgroup">
              <tr role="row">
                {columns.map((column) => (
                  <th key={column.key} scope="col" role="columnheader" {...shape(column)}>
                    <span className={clsx(column.quietHeader && "sr-only")}>{column.header}</span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody role="rowgroup">
              {rows.map((row) => (
                <tr key={rowKey(row)} role="row">
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
