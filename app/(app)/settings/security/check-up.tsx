import { Chart } from "#components/ui/chart.tsx";
import { CheckList } from "#components/ui/check-list.tsx";
import { formatDay } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";
import type { SecurityLine } from "#lib/account/security-check/lines.ts";

type Check = { lines: SecurityLine[]; score: number; history: { day: string; score: number }[] };

/** The guide's advice as a list one can finish, what it adds up to, and how that went over time. */
export function CheckUp({ check: { lines, score, history } }: { check: Check }) {
  const open = lines.filter(({ state }) => state !== "done").length;
  const inOrder = [...lines].sort((a, b) => Number(a.state !== "missing") - Number(b.state !== "missing"));
  return (
    <Panel
      title="Security check-up"
      description={
        open === 0
          ? "Everything is in place. Checked just now."
          : `${open === 1 ? "One thing" : `${open} things`} to do. The score counts the points that apply to you.`
      }
      action={
        <p className="text-28 font-medium tabular-nums">
          {score} <span className="font-regular text-14 text-ink-soft">of 100</span>
        </p>
      }
      flush
    >
      <div className="mt-2 border-line border-t">
        <CheckList
          label="Security check-up"
          items={inOrder.map(({ points, why, ...line }) => ({ ...line, why: `${why} ${points} points.` }))}
        />
      </div>
      <div className="border-line border-t px-4 py-4">
        <h3 className="mb-2 text-13 font-medium">Your score over time</h3>
        {history.length > 2 ? (
          <Chart
            title="Your security score by day"
            kind="line"
            max={100}
            labels={history.map(({ day }) => formatDay(day, "short"))}
            series={[{ label: "Score", values: history.map((each) => each.score) }]}
          />
        ) : (
          <p className="text-13 text-ink-faint">
            Your score is recorded once a day and with every change. The chart starts with the third day.
          </p>
        )}
      </div>
    </Panel>
  );
}
