import { ChevronRight } from "lucide-react";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { formatNumber, plural } from "#components/ui/format.ts";
import type { Entry as AuditEntry } from "#lib/audit/log/entry.ts";
import type { Line } from "#lib/audit/log/lines.ts";
import type { TimeZone } from "#lib/core/time-zone.ts";
import { EntryDetails } from "./entry-details.tsx";
import { LaterDetails } from "./later-details.tsx";
import { type Given, listAddress } from "./list-address.ts";

type EntryProps = {
  line: Line;
  zone: TimeZone;
  given: Given;
  /** Whether the details are fetched when the line is opened. */
  later: boolean;
};

/** One line: when, who did what, from where; how it ended only where that is news. Opens to its details and steps. */
export function Entry({ line: { entry, steps }, zone, given, later }: EntryProps) {
  const { who, what, at, where } = entry;
  return (
    <li className="border-line not-last:border-b">
      <details className="log-entry" data-later={later || undefined}>
        <summary>
          <time dateTime={entry.exactly} className="log-time">
            {clock(at, zone)}
          </time>
          <span className="min-w-0 wrap-anywhere">
            <bdi className="font-medium">{who}</bdi> <bdi className="text-ink-soft">{what}</bdi>
            {entry.more && ` and ${more(entry.more, zone)}`}
            {steps.length > 0 && <span className="log-steps-count">{plural(steps.length, "step")}</span>}
          </span>
          <span className="log-place">{placeOf(where)}</span>
          <Marks entry={entry} steps={steps} />
          <ChevronRight aria-hidden="true" className="turns text-ink-faint" />
        </summary>
        {later ? (
          <LaterDetails id={entry.id} zone={zone} given={given} />
        ) : (
          <EntryDetails entry={entry} zone={zone} given={given} />
        )}
        {steps.length > 0 && <Steps steps={steps} zone={zone} />}
      </details>
    </li>
  );
}

/** What else the log has of the same cause, oldest first. Each leads to its own details. */
const Steps = ({ steps, zone }: { steps: AuditEntry[]; zone: TimeZone }) => (
  <ol aria-label="Steps" className="log-steps">
    {steps.map((step) => (
      <li key={step.id}>
        <time dateTime={step.exactly} className="log-time">
          {clock(step.at, zone)}
        </time>{" "}
        <a href={listAddress({ q: step.id })} className="link">
          <bdi>{`${step.who} ${step.what}`}</bdi>
        </a>{" "}
        <Mark entry={step} />
      </li>
    ))}
  </ol>
);

function Marks({ entry, steps }: Line) {
  const refused = steps.filter(({ result }) => result !== "done").length;
  if (entry.alarm || entry.result !== "done") return <Mark entry={entry} />;
  return refused > 0 ? <Badge tone="warn">{refused} refused</Badge> : null;
}

const results: Record<"refused" | "failed", { words: string; tone: Tone }> = {
  refused: { words: "Refused", tone: "warn" },
  failed: { words: "Failed", tone: "danger" },
};

function Mark({ entry: { alarm, result } }: { entry: AuditEntry }) {
  if (alarm) return <Badge tone="danger">Unexpected</Badge>;
  if (result === "done") return null;
  return <Badge tone={results[result].tone}>{results[result].words}</Badge>;
}

/** "07:15:41". */
const clock = (at: Date, zone: TimeZone) =>
  new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: zone }).format(at);

/** "30 more between 10:02 and 10:07". */
function more({ count, since, until }: NonNullable<AuditEntry["more"]>, zone: TimeZone): string {
  const [from, to] = [since, until].map((at) =>
    new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: zone }).format(at),
  );
  return `${formatNumber(count)} more between ${from} and ${to}`;
}

function placeOf(where: AuditEntry["where"]): string {
  if (where === null) return "";
  if (where === "erased") return "Erased";
  if (where === "broken") return "Unreadable";
  // That nobody knows is said in the details.
  return where.place === "Unknown place" ? "" : where.place;
}
