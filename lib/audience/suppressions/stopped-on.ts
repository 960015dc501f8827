import type { CalendarDay } from "#lib/core/calendar-day.ts";

type Stop = { since: CalendarDay | null; createdAt: Date; source: string };

/**
 * Returns when a suppression's reason happened: the day that a file or a member names, or the moment at which Mailneo saw it.
 * Both are null for a file without a day, because its recording says nothing about when the person left.
 */
export function stoppedOn({ since, createdAt, source }: Stop): { day: CalendarDay | null; at: Date | null } {
  if (since) return { day: since, at: null };
  return { day: null, at: source === "import" ? null : createdAt };
}
