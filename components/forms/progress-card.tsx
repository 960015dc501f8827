"use client";
import { RotateCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { StatusDot, type Tone } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { formatDuration, formatNumber, formatPercent } from "#components/ui/format.ts";
import { ProgressBar } from "#components/ui/progress-bar.tsx";

/** The state of a job. The page renders it first, and `statusUrl` returns it as JSON. */
export type JobProgress = {
  state: "queued" | "running" | "paused" | "done" | "failed" | "cancelled";
  done: number;
  /** Null while the total is unknown. */
  total: number | null;
  /** Estimated from the polled states when left out. */
  secondsLeft?: number | null;
  /** Progress in other words than `done` of `total`: "12.4 of 36 MB". */
  counts?: string;
  /** Results so far, counted while the job runs. */
  figures?: { label: string; value: number }[];
  /** One sentence about what the job does now, or how it ended. */
  detail?: string;
};

type ProgressCardProps = {
  /** The job's name: "Importing contacts.csv". */
  title: ReactNode;
  job: JobProgress;
  /** The unit that is counted: "rows". */
  unit: string;
  /** Returns JobProgress as JSON. Polled where scripts run, each second at first, then less and less often. */
  statusUrl: string;
  /** This page's address, for the Refresh link where no scripts run. */
  refreshHref: string;
  cancel?: ReactNode;
  /** A link to the result, shown when the job is done. */
  result?: ReactNode;
};

const states: Record<JobProgress["state"], { words: string; tone: Tone }> = {
  queued: { words: "Waiting", tone: "neutral" },
  running: { words: "Running", tone: "ok" },
  paused: { words: "Paused", tone: "warn" },
  done: { words: "Done", tone: "ok" },
  failed: { words: "Stopped", tone: "danger" },
  cancelled: { words: "Cancelled", tone: "neutral" },
};

/** Shows a job that goes on after the user leaves the page: its progress, time left and result. */
export function ProgressCard({
  title,
  job: first,
  unit,
  statusUrl,
  refreshHref,
  cancel,
  result,
}: ProgressCardProps) {
  const job = usePolled(first, statusUrl);
  const { words, tone } = states[job.state];
  const active = isActive(job);
  return (
    <section className="grid gap-3 rounded-l border border-line bg-surface p-4">
      <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <h2 className="text-14">{title}</h2>
        <span role="status">
          <StatusDot tone={tone}>{words}</StatusDot>
        </span>
      </header>
      <ProgressBar
        label={`${unit} done`}
        value={job.total === null && active ? null : job.done}
        max={job.total ?? job.done}
        tone={job.state === "failed" ? "danger" : job.state === "paused" ? "warn" : "ok"}
      />
      <p className="flex flex-wrap justify-between gap-x-4 text-13 text-ink-faint tabular-nums">
        <span>{counts(job, unit)}</span>
        {active && job.secondsLeft != null && <span>{formatDuration(job.secondsLeft)} left</span>}
      </p>
      {job.figures && (
        <dl className="flex flex-wrap gap-x-8 gap-y-2">
          {job.figures.map(({ label, value }) => (
            <div key={label} className="grid">
              <dt className="text-13 text-ink-faint">{label}</dt>
              <dd className="text-16 font-medium tabular-nums">{formatNumber(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      {job.detail && <p className="text-ink-soft">{job.detail}</p>}
      {(active || result) && (
        <footer className="flex flex-wrap items-center gap-2">
          {active ? cancel : result}
          {active && (
            <Button
              external
              href={refreshHref}
              icon={<RotateCw aria-hidden="true" />}
              className="scripted:hidden"
            >
              Refresh
            </Button>
          )}
        </footer>
      )}
    </section>
  );
}

function usePolled(first: JobProgress, url: string) {
  const [job, setJob] = useState(first);
  const router = useRouter();
  const active = isActive(job);

  useEffect(() => setJob(first), [first]);
  useEffect(() => {
    if (!active) return;
    const stop = new AbortController();
    const pace = watchPace();
    const began = Date.now();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = () => {
      clearTimeout(timer);
      if (!document.hidden && !stop.signal.aborted) timer = setTimeout(look, pause(Date.now() - began));
    };
    const look = async () => {
      await ask();
      wait();
    };
    const ask = async () => {
      // The server knows the path as background, so that watching a job does not keep a session alive.
      const next: JobProgress | null = await fetch(url, { signal: stop.signal })
        // Once the user is signed out, the response is the sign-in page.
        .then((answer) => (answer.ok && !answer.redirected ? answer.json() : null))
        .catch(() => null);
      if (!next) return;
      setJob({ ...next, secondsLeft: next.secondsLeft === undefined ? pace(next) : next.secondsLeft });
      if (!isActive(next)) router.refresh();
    };
    wait();
    // A hidden page is not polled; it polls as soon as it is visible again.
    document.addEventListener(
      "visibilitychange",
      () => (document.hidden ? clearTimeout(timer) : look()),
      stop,
    );
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [active, url, router]);
  return job;
}

/** Returns milliseconds until the next poll: two seconds for a job of a minute, ten for one of ten minutes. */
const pause = (lasted: number) => Math.min(10_000, 1000 + lasted / 60);

/** Returns a function that estimates the seconds left from the pace since the first poll. Null in the first five seconds. */
function watchPace() {
  let first: { at: number; done: number } | undefined;
  return ({ done, total }: JobProgress): number | null => {
    first ??= { at: Date.now(), done };
    const seconds = (Date.now() - first.at) / 1000;
    if (total === null || seconds < 5 || done <= first.done) return null;
    return ((total - done) * seconds) / (done - first.done);
  };
}

function isActive(job: JobProgress) {
  return job.state === "queued" || job.state === "running";
}

function counts({ done, total, counts }: JobProgress, unit: string) {
  if (total === null) return counts ?? `${formatNumber(done)} ${unit}`;
  const share = total === 0 ? 1 : done / total;
  return `${formatPercent(share, 0)} · ${counts ?? `${formatNumber(done)} of ${formatNumber(total)} ${unit}`}`;
}
