import { ChevronRight } from "lucide-react";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import type { Entry as AuditEntry } from "#lib/audit/log/entry.ts";
import type { Result } from "#lib/audit/log/words.ts";
import { EntryDetails } from "./entry-details.tsx";

const results: Record<Result, { words: string; tone: Tone }> = {
  done: { words: "Done", tone: "neutral" },
  refused: { words: "Refused", tone: "warn" },
  failed: { words: "Failed", tone: "danger" },
};

type EntryProps = { entry: AuditEntry; zone: string; narrow: (filter: Record<string, string>) => string };

/** One line: when, who did what, from where, how it ended. Opens to everything the log holds of it. */
export function Entry({ entry, zone, narrow }: EntryProps) {
  const { who, what, at, where, result } = entry;
  const { words, tone } = results[result];
  return (
    <li className="border-line not-last:border-b">
      <details className="log-entry">
        <summary>
          <time dateTime={entry.exactly} className="log-time">
            {clock(at, zone)}
          </time>
          <span className="min-w-0 wrap-anywhere">
            <bdi className="font-medium">{who}</bdi> <bdi className="text-ink-soft">{what}</bdi>
          </span>
          <span className="log-place">{placeOf(where)}</span>
          <Badge tone={tone}>{words}</Badge>
          <ChevronRight aria-hidden="true" className="turns text-ink-faint" />
        </summary>
        <EntryDetails entry={entry} narrow={narrow} />
      </details>
    </li>
  );
}

/** "07:15:41". */
const clock = (at: Date, zone: string) =>
  new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: zone }).format(at);

function placeOf(where: AuditEntry["where"]): string {
  if (where === null) return "";
  if (where === "erased") return "Erased";
  if (where === "broken") return "Unreadable";
  // That nobody knows is said in the details.
  return where.place === "Unknown place" ? "" : where.place;
}
