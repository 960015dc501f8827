import Link from "next/link";
import { Chart } from "#components/ui/chart.tsx";
import { formatDay, formatNumber, plural } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";
import type { DayOfEvents, EventsByDay } from "#lib/audit/log/by-day.ts";
import type { Given } from "./given.ts";

type DaysChartProps = { chart: EventsByDay; zone: string; narrow: (filter: Given) => string };

// Of more bursts than this, nobody reads the list; the bars show them all.
const MOST_NAMED = 4;

/** Events by day, with the days marked that had far more than the others; each leads to its entries. */
export function DaysChart({ chart: { days, usual }, narrow }: DaysChartProps) {
  if (days.every(({ events }) => events === 0)) return null;
  const total = days.reduce((sum, { events }) => sum + events, 0);
  const bursts = days.filter(({ burst }) => burst);
  const [first, last] = [days.at(0), days.at(-1)];
  return (
    <Panel>
      <header className="mb-2 flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 className="text-14">Events by day</h2>
        <p className="text-13 text-ink-faint tabular-nums">
          {plural(total, "event")} of every kind, {dayName(first)} to {dayName(last)}
        </p>
      </header>
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
                <Link href={narrow({ from: day, to: day })} className="link" prefetch={false}>
                  {dayName({ day })}
                </Link>
                , when half of the days have at most {formatNumber(Math.round(usual))}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function burstWords(bursts: DayOfEvents[], usual: number): string {
  if (bursts.length === 0) return "No day is unusual.";
  const days = bursts.map((each) => `${dayName(each)} with ${formatNumber(each.events)}`).join(", ");
  return `Unusual: ${days}. Half of the days have at most ${formatNumber(Math.round(usual))}.`;
}

// A day is a date of the workspace's own calendar: no zone moves it.
const dayName = (day: { day: string } | undefined) => (day ? formatDay(day.day, "short") : "");
