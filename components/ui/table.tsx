// biome-ignore-all lint/a11y/noRedundantRoles: a phone changes display, which takes a table's meaning away; the roles give it back.
import clsx from "clsx";
import type { ComponentProps, ReactNode } from "react";

/**
 * Renders a hand-written table in the ledger's look; LedgerTable does more. Pass `label` to cells
 * for the phone's cards.
 */
export function Table({
  caption,
  children,
  className,
}: {
  caption: string;
  children: ReactNode;
  className?: string;
}) {
  return (
    <div className={clsx("ledger-box", className)}>
      <table className="ledger" role="table">
        <caption className="sr-only">{caption}</caption>
        {children}
      </table>
    </div>
  );
}

export function TableHead({ children }: { children: ReactNode }) {
  return (
    <thead role="rowgroup">
      <tr role="row">{children}</tr>
    </thead>
  );
}

export function TableBody({ children }: { children: ReactNode }) {
  return <tbody role="rowgroup">{children}</tbody>;
}

export function Row(props: ComponentProps<"tr">) {
  return <tr role="row" {...props} />;
}

export function HeadCell({ numeric, ...rest }: ComponentProps<"th"> & { numeric?: boolean }) {
  return <th scope="col" role="columnheader" data-numeric={numeric ? "" : undefined} {...rest} />;
}

type CellProps = ComponentProps<"td"> & {
  numeric?: boolean;
  tight?: boolean;
  label?: string;
  phone?: "title" | "line" | "corner" | "hide";
};

export function Cell({ numeric, tight, label, phone = "line", ...rest }: CellProps) {
  return (
    <td
      role="cell"
      data-numeric={numeric ? "" : undefined}
      data-tight={tight ? "" : undefined}
      data-label={label}
      data-phone={phone}
      {...rest}
    />
  );
}
