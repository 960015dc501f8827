import type { ReactNode } from "react";
import type { Line } from "#lib/audit/log/lines.ts";
import type { TimeZone } from "#lib/core/time-zone.ts";
import { Entry } from "./entry.tsx";
import type { Given } from "./list-address.ts";

type EntriesProps = {
  lines: Line[];
  zone: TimeZone;
  /** The filters that are on: a detail leads to the same list, narrowed by it. */
  given: Given;
};

// Of more lines the details are fetched when one is opened, so that the page stays light.
const MOST_WITH_DETAILS = 10;

/** The lines under their days, newest first, each with its details folded away. */
export function Entries({ lines, zone, given }: EntriesProps): ReactNode {
  const days = Map.groupBy(lines, ({ entry }) => dayOf(entry.at, zone));
  return (
    <div className="rounded-l border border-line bg-surface">
      {[...days].map(([day, ofDay]) => (
        <section key={day} aria-label={day}>
          <h2 className="log-day">{day}</h2>
          <ol>
            {ofDay.map((line) => (
              <Entry
                key={line.entry.id}
                line={line}
                zone={zone}
                given={given}
                later={lines.length > MOST_WITH_DETAILS}
              />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

/** "Thursday, 26 November 2026". */
function dayOf(at: Date, zone: TimeZone): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone: zone }).format(at);
}
