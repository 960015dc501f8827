import { ChevronLeft, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";

type PaginationProps = {
  newerHref?: string | null;
  olderHref?: string | null;
  newerLabel?: string;
  olderLabel?: string;
  /** Text at the left: "Showing 50 of 1,204". */
  children?: ReactNode;
};

/** Renders keyset paging without page numbers, so that entries never shift while a user reads. */
export function Pagination(props: PaginationProps) {
  const { newerHref, olderHref, newerLabel = "Newer", olderLabel = "Older", children } = props;
  if (!newerHref && !olderHref && !children) return null;
  return (
    <nav aria-label="Pages" className="mt-3 flex flex-wrap items-center justify-between gap-3">
      <p className="text-13 text-ink-faint tabular-nums">{children}</p>
      {(newerHref || olderHref) && (
        <div className="flex gap-2">
          <Step href={newerHref}>
            <ChevronLeft aria-hidden="true" />
            {newerLabel}
          </Step>
          <Step href={olderHref}>
            {olderLabel}
            <ChevronRight aria-hidden="true" />
          </Step>
        </div>
      )}
    </nav>
  );
}

function Step({ href, children }: { href?: string | null; children: ReactNode }) {
  if (href)
    return (
      <Button href={href} size="small">
        {children}
      </Button>
    );
  return (
    <Button disabled size="small">
      {children}
    </Button>
  );
}
