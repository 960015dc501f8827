import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { Chart } from "#components/ui/chart.tsx";
import { formatDay, formatNumber, plural } from "#components/ui/format.ts";
import type { DayOfEvents, EventsByDay } from "#lib/audit/log/by-day.ts";
import { type Given, listAddress } from "./list-address.ts";

type DaysChartProps = { chart: EventsByDay; given: Given };

// Of more bursts than this, nobody reads the list; the bars show them all.
const MOST_NAMED = 4;

/**
 * Events by day, folded away unless a day is unusual. Days that had far more than the others are marked, and lead to
 * their entries.
 */
export function DaysChart({ chart: { days, usual }, given }: DaysChartProps) {
  if (days.every(({ events }) => events === 0)) return null;
  const total = days.reduce((sum, { events }) => sum + events, 0);
  const bursts = days.filter(({ burst }) => burst);
  const [first, last] = [days.at(0), days.at(-1)];
  return (
    <details className="log-fold" open={bursts.length > 0}>
      <summary>
        <ChevronRight aria-hidden="true" className="turns" />
        Events by day: {plural(total, "event")} of every kind, {dayName(first)} to {dayName(last)}
      </summary>
      <Chart
        kind="bar"
        size="small"
        title={`Events by day. ${burstWords(bursts, usual)}`}
        labels={days.map(dayName)}
        series={[{ label: "Events", values: days.map(({ events }) => events) }]}
        marked={{ label: "Unusual", at: days.flatMap(({ burst }, at) => (burst ? [at] : [])) }}
      />
      {bursts.length > 0 && (
        <ul className="mt-1 grid gap-1 text-13 text-ink-soft">
          {bursts.slice(-MOST_NAMED).map(({ day, events }) => (
            <li key={day} className="flex items-baseline gap-x-2">
              <span className="series-mark series-3 flex-none" aria-hidden="true" />
              <span>
                Unusual: {plural(events, "event")} on{" "}
                <Link href={listAddress(given, { from: day, to: day })} className="link" prefetch={false}>
                  {dayName({ day })}
                </Link>
                , when half of the days have at most {formatNumber(Math.round(usual))}
              </span>
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}

function burstWords(bursts: DayOfEvents[], usual: number): string {
  if (bursts.length === 0) return "No day is unusual.";
  const days = bursts.map((each) => `${dayName(each)} with ${formatNumber(each.events)}`).join(", ");
  return `Unusual: ${days}. Half of the days have at most ${formatNumber(Math.round(usual))}.`;
}

const dayName = (day: { day: string } | undefined) => (day ? formatDay(day.day, "short") : "");
