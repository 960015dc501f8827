import { Chart } from "#components/ui/chart.tsx";
import { formatDay, formatNumber, plural } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";
import type { Trends } from "#lib/team/workspaces/trends.ts";

/** Renders the last 30 days, one idea a chart; a chart without anything to show stays away. */
export function TrendCharts({ trends }: { trends: Trends }) {
  const { days, subscribers, sent, unsubscribed, bounced, complained } = trends;
  const labels = days.map((day) => formatDay(day, "short"));
  const grows = subscribers?.some((count) => count > 0) ?? false;
  const lost = [...unsubscribed, ...bounced, ...complained].some((count) => count > 0);
  const sends = sent.some((count) => count > 0);
  if (!grows && !lost && !sends) return null;
  return (
    <div className="grid gap-4 lg:grid-cols-[repeat(auto-fit,minmax(18rem,1fr))]">
      {grows && subscribers && (
        <Panel title="Subscribers" description={changeWords(subscribers)}>
          <Chart
            title="Active subscriptions by day, last 30 days"
            kind="line"
            size="small"
            labels={labels}
            series={[{ label: "Subscribers", values: subscribers }]}
          />
        </Panel>
      )}
      {sends && (
        <Panel title="Sent" description={`${formatNumber(sum(sent))} messages in 30 days`}>
          <Chart
            title="Messages sent by day, last 30 days"
            kind="bar"
            size="small"
            labels={labels}
            series={[{ label: "Sent", values: sent }]}
          />
        </Panel>
      )}
      {lost && (
        <Panel
          title="Unsubscribed and bounced"
          description={`${plural(sum(unsubscribed) + sum(bounced) + sum(complained), "person", "people")} in 30 days`}
        >
          <Chart
            title="People lost by day, last 30 days"
            kind="stacked"
            size="small"
            labels={labels}
            series={[
              { label: "Unsubscribed", values: unsubscribed },
              { label: "Bounced", values: bounced },
              { label: "Reported spam", values: complained },
            ]}
          />
        </Panel>
      )}
    </div>
  );
}

function changeWords(counts: number[]): string {
  const change = (counts.at(-1) ?? 0) - (counts[0] ?? 0);
  const now = formatNumber(counts.at(-1) ?? 0);
  if (change === 0) return `${now} now, the same as 30 days ago`;
  return `${now} now, ${change > 0 ? "+" : "−"}${formatNumber(Math.abs(change))} in 30 days`;
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
