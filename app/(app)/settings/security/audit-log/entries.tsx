import type { ReactNode } from "react";
import type { Entry as AuditEntry } from "#lib/audit/log/entry.ts";
import { Entry } from "./entry.tsx";

type EntriesProps = {
  entries: AuditEntry[];
  zone: string;
  /** The filters that are on: a detail leads to the same list, narrowed by it. */
  narrow: (filter: Record<string, string>) => string;
};

/** The entries under their days, newest first, each with its details folded away. */
export function Entries({ entries, zone, narrow }: EntriesProps): ReactNode {
  const days = Map.groupBy(entries, ({ at }) => dayOf(at, zone));
  return (
    <div className="rounded-l border border-line bg-surface">
      {[...days].map(([day, ofDay]) => (
        <section key={day} aria-label={day}>
          <h2 className="log-day">{day}</h2>
          <ol>
            {ofDay.map((entry) => (
              <Entry key={entry.id} entry={entry} zone={zone} narrow={narrow} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

/** "Thursday, 26 November 2026". */
function dayOf(at: Date, zone: string): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone: zone }).format(at);
}
