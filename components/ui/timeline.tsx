import type { ReactNode } from "react";
import type { Tone } from "./badge.tsx";
import { Time } from "./time.tsx";

export type TimelineEntry = {
  id: string;
  /** Actor of the event: a user, "A subscriber", "Mailneo". */
  actor?: ReactNode;
  /** Words for the event, following the actor. */
  what: ReactNode;
  /** Moment of the event; left out where the words name its day. */
  at?: Date | string;
  tone?: Tone;
  icon?: ReactNode;
  detail?: ReactNode;
};

/** Renders events, newest first: actor, words, and relative time with the exact one on hover. */
export function Timeline({ entries, empty }: { entries: TimelineEntry[]; empty?: ReactNode }) {
  if (entries.length === 0) return empty;
  return (
    <ol className="grid">
      {entries.map((entry) => (
        <li
          key={entry.id}
          data-tone={entry.tone}
          className="relative grid grid-cols-[1rem_1fr] gap-x-3 pb-4 last:pb-0 before:absolute before:inset-y-0 before:start-2 before:w-px before:-translate-x-1/2 before:bg-line first:before:top-2 last:before:bottom-auto last:before:h-2 only:before:hidden"
        >
          {entry.icon ? (
            <span aria-hidden="true" className="relative mt-0.5 h-fit bg-surface py-0.5 text-ink-faint">
              {entry.icon}
            </span>
          ) : (
            <span className="dot relative mx-auto mt-1.5 ring-3 ring-surface" aria-hidden="true" />
          )}
          <div className="grid min-w-0 gap-0.5">
            <p className="wrap-anywhere">
              {entry.actor && <span className="font-medium">{entry.actor} </span>}
              <span className="text-ink-soft">{entry.what}</span>{" "}
              <span className="text-13 text-ink-faint">{entry.at && <Time value={entry.at} />}</span>
            </p>
            {entry.detail && <div className="text-13 text-ink-faint wrap-anywhere">{entry.detail}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
