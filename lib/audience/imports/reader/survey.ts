import { isNoCountry } from "#lib/audience/contacts/country.ts";
import { type DateReading, type DayOrder, OrderOfDays, readDay } from "#lib/audience/contacts/dates.ts";
import { type Basis, dayProblem, needsDay } from "#lib/audience/contacts/grounds.ts";
import type { CalendarDay } from "#lib/core/calendar-day.ts";
import type { ByteSource } from "./blocks.ts";
import { excerpt } from "./excerpt.ts";
import { isNoDate } from "./no-date.ts";
import { OwnColumns } from "./own/own-columns.ts";
import { type ReadOptions, readContacts } from "./read.ts";
import type { StopReason } from "./standing/standing.ts";
import { type StandingValue, StandingValues } from "./standing/values.ts";
import type { Cells } from "./tokenizer.ts";

/** Bytes looked at before an import. Larger files are looked at in part, and `whole` says so. */
const mostBytes = 8 * 1024 * 1024;
const mostListed = 20;
const mostDistinct = 50_000;

export type Listed = { value: string; count: number };

export type LeftColumn = { column: number; message: string; count: number; values: Listed[] };

export type Stops = Record<StopReason, number> & { total: number };

/** What a whole column tells that twenty rows do not. */
export type Survey = {
  rows: number;
  whole: boolean;
  /** Order of day and month, as the dates prove it; "ask" where they prove neither or both. */
  order: DayOrder | "ask" | null;
  /** A date that could be two days. */
  example: string | null;
  /** Dates that are not read, most frequent first. */
  unread: Listed[];
  /** Rows with a date in the future or impossibly long ago. */
  impossible: Listed[];
  /** Rows without a date, where the ground needs one. */
  missing: number;
  /** Rows whose ground has ended. */
  lapsed: number;
  /** Countries that were written and not understood, most frequent first. */
  countries: Listed[];
  /** Order of day and month in the other dates, of confirmations and of own fields. */
  orderOfOthers: DayOrder | "ask" | null;
  /** Single values that are left out while their person comes in, by column and reason. */
  left: LeftColumn[];
  /** Rows with an address that must not be mailed, by reason. */
  stops: Stops;
  /** Rows left out because their people never accepted mail. */
  never: number;
  /** Rows whose value nobody explained yet. */
  unknowns: number;
  /** Values of the columns of states, most frequent first. */
  values: StandingValue[];
};

/**
 * Reads the start of a file, at most 8 MB, and returns what its dates and countries are.
 * @throws ImportRefused when the file as a whole cannot be imported.
 */
export async function surveyContacts(
  source: ByteSource,
  options: Omit<ReadOptions, "ground"> & { basis: Basis; today: CalendarDay; reading: DateReading },
): Promise<Survey> {
  const { basis, today, reading, ...rest } = options;
  const dates = new Map<string, number>();
  const countries = new Map<string, number>();
  const order = new OrderOfDays(today);
  const stops: Stops = { unsubscribed: 0, bounced: 0, complained: 0, manual: 0, total: 0 };
  const values = new StandingValues(options.mapping, today);
  let [rows, missing, whole, dated, never, unknowns] = [0, 0, true, false, 0, 0];
  const own = new OwnColumns(options.mapping, reading, today);
  const onRow = (cells: Cells) => {
    values.add(cells);
    own.add(cells);
  };
  for await (const batch of readContacts(source, { ...rest, mostBytes, onRow })) {
    rows += batch.stopped.length;
    stops.total += batch.stopped.length;
    for (const { reason } of batch.stopped) stops[reason]++;
    for (const { reasonCode } of batch.refused) {
      if (reasonCode === "never_accepted") never++;
      if (reasonCode === "status_unknown") unknowns++;
    }
    dated = batch.file.mapping.consentedAt !== undefined;
    for (const { extra, countryWritten } of batch.accepted) {
      rows++;
      const written = extra?.consentedAt;
      if (written === undefined || isNoDate(written)) missing++;
      else if (count(dates, written)) order.add(written);
      if (countryWritten !== null && !isNoCountry(countryWritten)) count(countries, countryWritten);
    }
    whole = batch.bytesRead <= mostBytes;
    if (!whole) break;
  }

  const decided = reading.order ?? (order.order === "ask" ? null : order.order);
  const unread = new Map<string, number>();
  const impossible = new Map<string, number>();
  let lapsed = 0;
  let example: string | null = null;
  for (const [value, times] of dates) {
    const { day, why } = readDay(value, { ...reading, order: decided });
    if (why === "ambiguous") example ??= excerpt(value);
    if (why === "unread") unread.set(value, times);
    const problem = day && dayProblem(basis, day, today);
    if (problem === "lapsed") lapsed += times;
    else if (problem) impossible.set(value, times);
  }
  return {
    rows: rows + never + unknowns,
    whole,
    stops,
    never,
    unknowns,
    values: values.listed(),
    order: (dated ? order.order : null) ?? values.order,
    example,
    unread: listed(unread),
    impossible: listed(impossible),
    missing: dated && needsDay(basis) ? missing : 0,
    lapsed,
    countries: listed(countries),
    orderOfOthers: own.order,
    left: own.left(decided).map(({ values, ...column }) => ({ ...column, values: listed(values) })),
  };
}

function count(counts: Map<string, number>, value: string): boolean {
  const before = counts.get(value);
  if (before === undefined && counts.size >= mostDistinct) return false;
  counts.set(value, (before ?? 0) + 1);
  return true;
}

const listed = (counts: Map<string, number>): Listed[] =>
  [...counts]
    .sort(([, one], [, two]) => two - one)
    .slice(0, mostListed)
    .map(([value, times]) => ({ value: excerpt(value), count: times }));
