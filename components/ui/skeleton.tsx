import clsx from "clsx";

/** Renders a grey placeholder; `className` sets its size. Invisible for the first 200 ms. */
function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden="true" className={clsx("skeleton block", className ?? "h-4 w-full")} />;
}

/** Renders a page's first shape: header and a table of rows. */
export function PageSkeleton({ rows = 6 }: { rows?: number }) {
  return (
    <div role="status" aria-label="Loading">
      <Skeleton className="mb-2 h-6 w-48" />
      <Skeleton className="mb-8 h-4 w-80 max-w-full" />
      <div className="grid gap-6">
        {Array.from({ length: rows }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all the same.
          <Skeleton key={at} className={at % 2 ? "h-4 w-11/12" : "h-4 w-full"} />
        ))}
      </div>
    </div>
  );
}
