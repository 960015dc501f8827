import { type DateReading, readDay } from "#lib/audience/contacts/dates.ts";
import type { CalendarDay } from "#lib/core/calendar-day.ts";
import type { Mapping } from "../columns.ts";
import { excerpt } from "../excerpt.ts";
import type { Cells } from "../tokenizer.ts";
import { readStanding } from "./read.ts";
import {
  graver,
  type Said,
  type Standing,
  type StandingColumn,
  type StopReason,
  stopReasons,
} from "./standing.ts";
import { byHand, standingKey, yesWords } from "./words.ts";

/** Address that must not be mailed, with what the file says of it. */
export type StopRow = {
  line: number;
  email: string;
  reason: StopReason;
  /** Day since when, where the file names one. */
  since: CalendarDay | null;
  /** Words of the file, as evidence. */
  note: string | null;
  /** Newsletter that alone they get no mail from, by its name in small letters; null for all of them. */
  newsletter: string | null;
};

/** What one row says of its person's mail, and the value that nobody explained. */
export type RowStanding = { standing: Said; value: string; header: number };

/** Reads the columns that say who must not be mailed. */
export class StandingReader {
  readonly #columns: StandingColumn[];
  readonly #meanings = new Map<string, Standing>();
  readonly #since: number | undefined;
  readonly #newsletter: number;

  constructor(mapping: Mapping, header: string[] = []) {
    this.#columns = mapping.standing ?? [];
    // A subscriber's record begins when they came; a record of a suppression when it was made.
    const named = standingKey(header[mapping.consentedAt ?? -1] ?? "");
    const states = this.#columns
      .filter(({ as }) => as === "status")
      .map(({ column }) => standingKey(header[column] ?? ""));
    const ofSubscribers =
      states.some((key) => key.includes("stat")) && !states.some((key) => key.includes("reason"));
    this.#since = ofSubscribers || cameNames.test(named) ? undefined : mapping.consentedAt;
    // The name that our own list of suppressions has; a list of another tool is no newsletter of this workspace.
    this.#newsletter = header.findIndex((name) => standingKey(name) === "newsletter");
    for (const { column, value, means } of mapping.meanings ?? [])
      this.#meanings.set(meaningKey(column, value), means);
  }

  get reads(): boolean {
    return this.#columns.length > 0;
  }

  read(cells: Cells): RowStanding {
    let whole: RowStanding = { standing: null, value: "", header: -1 };
    for (const { column, as, mayBeEmpty } of this.#columns) {
      const cell = cells.cell(column);
      if (mayBeEmpty && cell === "") continue;
      const standing = graver(whole.standing, this.#standingOf(cell, column, as));
      if (standing !== whole.standing) whole = { standing, value: cell, header: column };
    }
    return whole;
  }

  #standingOf(cell: string, column: number, as: StandingColumn["as"]) {
    if (this.#meanings.size > 0) {
      const chosen = this.#meanings.get(meaningKey(column, standingKey(cell)));
      const own = readStanding(cell, as);
      // Numbers mean something else in each tool; a word that says that somebody left is not for a member to overrule.
      if (chosen && mayBeExplained(cell, own)) return chosen;
      return own;
    }
    return readStanding(cell, as);
  }

  /** Returns the suppression of a row, for everybody in it. */
  stop(cells: Cells, email: string, reason: StopReason, reading: DateReading, whole: boolean): StopRow {
    let since: CalendarDay | null = null;
    let note: string | null = null;
    for (const { column, as } of this.#columns) {
      const text = cells.cell(column).trim();
      if (text === "" || as === "subscribed" || as === "accepts" || as === "receives") continue;
      const day = dayOf(text, reading);
      since ??= day;
      if (day === null && tellsWhy(text, as)) note ??= excerpt(text);
    }
    if (whole && this.#since !== undefined) since ??= dayOf(cells.cell(this.#since).trim(), reading);
    return { line: cells.line, email, reason, since, note, newsletter: whole ? this.#listOf(cells) : null };
  }

  #listOf(cells: Cells): string | null {
    const name = this.#newsletter < 0 ? "" : cells.cell(this.#newsletter).trim().toLowerCase();
    return everything.test(name) ? null : excerpt(name);
  }
}

const everything = /^(|everything|all|any newsletter)$/;

const dayOf = (text: string, reading: DateReading): CalendarDay | null =>
  text === "" || text.length > 80 || /^\d{1,4}$/.test(text) ? null : readDay(text, reading).day;

/** Returns whether a value is evidence, and more than a yes, a number or the word of another column. */
function tellsWhy(text: string, as: StandingColumn["as"]): boolean {
  if (/^-?[\d.]+$/.test(text) || yesWords.has(standingKey(text))) return false;
  const said = readStanding(text, as);
  return said !== null && said !== "mail" && said !== "never" && said !== "unknown";
}

/** Dates on which a person came. */
const cameNames = /optin|confirm|subscri|signup|signed|join|consent|agree|anmeld|inscri|alta|regist/u;

/** Returns the reason of a suppression; "manual" where the file says that a person of the sender's put it there. */
export function stopReasonOf({ standing, value }: RowStanding, otherwise: StopReason | null): StopReason {
  if (standing === "left" || standing === "blocked" || standing === "bounced" || standing === "complained")
    return byHand.test(standingKey(value))
      ? "manual"
      : standing === "blocked"
        ? (otherwise ?? "unsubscribed")
        : stopReasons[standing];
  return byHand.test(standingKey(value)) ? "manual" : (otherwise ?? "manual");
}

/** Returns whether a member decides what a value means: an unknown one, and a bare number. */
export const mayBeExplained = (cell: string, own: Said): boolean =>
  own === "unknown" || /^\s*\d{1,3}\s*$/.test(cell);

const meaningKey = (column: number, value: string) => `${column}:${value}`;
