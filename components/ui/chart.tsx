import { formatNumber } from "./format.ts";

export type Series = { label: string; values: number[] };

type ChartProps = {
  /** Sentence that describes the chart: the name for screen readers and the table's caption. */
  title: string;
  kind: "bar" | "stacked" | "line";
  /** Names along the bottom, one per value. */
  labels: string[];
  series: Series[];
  format?: (value: number) => string;
  /** Top of the scale where it is known, such as 100 of a score; by default the highest value. */
  max?: number;
  /** `small` is a third as high, for a chart beside more important content. */
  size?: "medium" | "small";
  /** Bars that stand out, by index, and the word for them in the table. */
  marked?: { label: string; at: number[] };
};

const heights = { medium: 160, small: 56 };
const top = 20;
/** Width of the bars of one label in percent, so that few bars stay bars. */
const widest = 12;

/**
 * Renders a chart with direct labels and a table for screen readers. Widths are percentages and
 * colours classes, because inline styles and scripts are not allowed.
 */
export function Chart(props: ChartProps) {
  const { title, kind, labels, series, format = formatNumber, max: scale, size = "medium", marked } = props;
  const height = heights[size];
  const totals = labels.map((_, at) => sum(series.map((line) => line.values[at] ?? 0)));
  const highest = kind === "stacked" ? totals : series.flatMap((line) => line.values);
  const max = scale ?? Math.max(1, ...highest);
  const few = labels.length <= (kind === "line" ? 4 : 12);
  const ends = kind === "line" ? lineEnds(series, max, height) : null;

  return (
    <figure className="grid gap-2">
      {series.length > 1 && !ends && (
        <ul aria-hidden="true" className="flex flex-wrap gap-x-4 gap-y-1 text-13 text-ink-soft">
          {series.map((line, at) => (
            <li key={line.label} className="flex items-center gap-1.5">
              <span className={`series-mark series-${at + 1}`} />
              {line.label}
              {kind === "stacked" && (
                <span className="text-ink-faint tabular-nums">{format(sum(line.values))}</span>
              )}
            </li>
          ))}
        </ul>
      )}
      {kind === "stacked" && labels.length === 1 ? (
        <Shares series={series} />
      ) : (
        <svg aria-hidden="true" className="chart block w-full overflow-visible" height={top + height + 24}>
          {kind === "bar" && few && series.length === 1 ? (
            <BarValues values={series[0]?.values ?? []} max={max} format={format} height={height} />
          ) : (
            <text x="0" y="12">
              {format(max)}
            </text>
          )}
          <line className="chart-grid" x1="0" x2="100%" y1={top} y2={top} />
          <line className="chart-grid" x1="0" x2="100%" y1={top + height / 2} y2={top + height / 2} />
          {kind === "line" ? (
            <Lines series={series} count={labels.length} max={max} height={height} />
          ) : (
            <Bars
              kind={kind}
              series={series}
              count={labels.length}
              max={max}
              height={height}
              marked={marked?.at ?? []}
            />
          )}
          <line className="chart-base" x1="0" x2="100%" y1={top + height} y2={top + height} />
          {ends?.map((end) => (
            <text key={end.label} className="chart-end" x="100%" y={end.y - 8} textAnchor="end">
              {end.label}
            </text>
          ))}
          {labels.map((label, at) =>
            few || at === 0 || at === labels.length - 1 ? (
              <text key={label} {...labelPlace(kind, at, labels.length, few)} y={top + height + 18}>
                {label}
              </text>
            ) : null,
          )}
        </svg>
      )}
      <DataTable title={title} labels={labels} series={series} format={format} marked={marked} />
    </figure>
  );
}

/** One whole and its parts, lying, because a single standing bar compares with nothing. */
function Shares({ series }: { series: Series[] }) {
  const parts = series.map(({ values }) => sum(values));
  const whole = Math.max(1, sum(parts));
  return (
    <svg aria-hidden="true" className="chart chart-shares block w-full" height={16}>
      {series.map(({ label }, at) => (
        <rect
          key={label}
          className={`series-${at + 1}`}
          x={`${(sum(parts.filter((_, before) => before < at)) / whole) * 100}%`}
          width={`${((parts[at] ?? 0) / whole) * 100}%`}
          height={16}
        />
      ))}
    </svg>
  );
}

function Bars({
  kind,
  series,
  count,
  max,
  height,
  marked,
}: {
  kind: "bar" | "stacked";
  series: Series[];
  count: number;
  max: number;
  height: number;
  marked: number[];
}) {
  const step = 100 / count;
  const group = Math.min(step * 0.7, widest);
  const bars = [];
  for (let at = 0; at < count; at += 1) {
    let floor = top + height;
    for (const [number, line] of series.entries()) {
      const tall = ((line.values[at] ?? 0) / max) * height;
      const width = kind === "stacked" ? group : group / series.length;
      const x = at * step + (step - group) / 2 + (kind === "stacked" ? 0 : number * width);
      const y = (kind === "stacked" ? floor : top + height) - tall;
      if (kind === "stacked") floor = y;
      bars.push(
        <rect
          key={`${at}-${line.label}`}
          className={marked.includes(at) ? "series-3" : `series-${number + 1}`}
          x={`${x}%`}
          width={`${width * 0.96}%`}
          y={y}
          height={tall}
        />,
      );
    }
  }
  return bars;
}

function Lines({
  series,
  count,
  max,
  height,
}: {
  series: Series[];
  count: number;
  max: number;
  height: number;
}) {
  const step = 100 / Math.max(1, count - 1);
  return (
    <svg
      y={top}
      width="100%"
      height={height}
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      overflow="visible"
    >
      <title>Lines</title>
      {series.map((line, number) => (
        <polyline
          key={line.label}
          className={`series-${number + 1}`}
          points={line.values.map((value, at) => `${at * step},${100 - (value / max) * 100}`).join(" ")}
        />
      ))}
    </svg>
  );
}

/**
 * Returns each line's name at its end; null when two ends are too close, so that a legend names the
 * lines.
 */
function lineEnds(series: Series[], max: number, height: number) {
  const ends = series.map((line) => ({
    label: line.label,
    y: top + height - ((line.values.at(-1) ?? 0) / max) * height,
  }));
  const sorted = ends.map((end) => end.y).sort((a, b) => a - b);
  const close = sorted.some((y, at) => at > 0 && y - (sorted[at - 1] ?? 0) < 20);
  return close ? null : ends;
}

function BarValues({
  values,
  max,
  format,
  height,
}: {
  values: number[];
  max: number;
  format: (value: number) => string;
  height: number;
}) {
  return values.map((value, at) => (
    <text
      // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place.
      key={at}
      className="chart-value"
      x={`${(at + 0.5) * (100 / values.length)}%`}
      y={top + height - (value / max) * height - 6}
      textAnchor="middle"
    >
      {format(value)}
    </text>
  ));
}

function labelPlace(kind: ChartProps["kind"], at: number, count: number, few: boolean) {
  const edge = kind === "line" || !few;
  if (edge && at === 0) return { x: "0", textAnchor: "start" as const };
  if (edge && at === count - 1) return { x: "100%", textAnchor: "end" as const };
  const place = kind === "line" ? (at * 100) / (count - 1) : (at + 0.5) * (100 / count);
  return { x: `${place}%`, textAnchor: "middle" as const };
}

type DataTableProps = Required<Pick<ChartProps, "title" | "labels" | "series" | "format">> &
  Pick<ChartProps, "marked">;

function DataTable({ title, labels, series, format, marked }: DataTableProps) {
  return (
    // A table is always as wide as its caption; the box around it is not.
    <div className="sr-only">
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <td />
            {series.map((line) => (
              <th key={line.label} scope="col">
                {line.label}
              </th>
            ))}
            {marked && <th scope="col">{marked.label}</th>}
          </tr>
        </thead>
        <tbody>
          {labels.map((label, at) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {series.map((line) => (
                <td key={line.label}>{format(line.values[at] ?? 0)}</td>
              ))}
              {marked && <td>{marked.at.includes(at) ? "Yes" : "No"}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function sum(values: number[]) {
  return values.reduce((total, value) => total + value, 0);
}
