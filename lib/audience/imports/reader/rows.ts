import { countryCode, isNoCountry } from "#lib/audience/contacts/country.ts";
import { readDay } from "#lib/audience/contacts/dates.ts";
import { dayNames, dayProblem, dayProblemWords, needsDay } from "#lib/audience/contacts/grounds.ts";
import type { CalendarDay } from "#lib/core/calendar-day.ts";
import { cutText } from "#lib/core/cut-text.ts";
import { unguardCell } from "#lib/files/csv-cell.ts";
import { parseAddress as parseAnyAddress } from "#lib/mail/address.ts";
import { addressesIn } from "./addresses-in.ts";
import { AddressesSeen } from "./addresses-seen.ts";
import { addressText, cellText } from "./cell-text.ts";
import { dayColumn, type Mapping } from "./columns.ts";
import { excerpt } from "./excerpt.ts";
import type { Ground } from "./ground.ts";
import { limits } from "./limits.ts";
import { isNoDate } from "./no-date.ts";
import { noOwnValues, OwnReader, type OwnValues, readProofDay } from "./own/own-reader.ts";
import { simpleAddress } from "./simple-address.ts";
import type { StopReason } from "./standing/standing.ts";
import { type RowStanding, StandingReader, type StopRow, stopReasonOf } from "./standing/stop-rows.ts";
import type { Field } from "./synonyms.ts";
import type { Cells, LineProblem, Lines } from "./tokenizer.ts";

/** Row that may become a contact. Names are plain text as typed; exports guard them and pages escape them. */
export type ContactRow = {
  line: number;
  /** Normal form that `parseAddress` gives. */
  email: string;
  firstName: string | null;
  lastName: string | null;
  /** Whole name, from files that have it in one column. */
  name: string | null;
  /** ISO 3166-1 alpha-2. */
  country: string | null;
  /** Country as written where it was not understood, so that the strictest law applies. */
  countryWritten: string | null;
  /** Signs of the country, for a row that names none. */
  postalCode: string | null;
  timeZone: string | null;
  /** Day they agreed, bought or asked; null where the row names none that is sound. */
  givenOn: CalendarDay | null;
  /**
   * Evidence: consentedAt and consentSource as written, the addresses consentIp and confirmIp, confirmedAt as written with its day
   * confirmedOn, and the columns of `mapping.keep`; null when empty.
   */
  extra: Record<string, string> | null;
  /** Tags, values of own fields, and values that were left out; undefined where no column holds any. */
  own: OwnValues | undefined;
};

export type RefusalCode =
  | LineProblem
  | "no_address"
  | "formula"
  | `address_${string}`
  | "extra_columns"
  | "after_unclosed_quote"
  | "name_too_long"
  | "value_too_long"
  | `consent_${"date_missing" | "date_unread" | "date_ambiguous" | "date_impossible" | "lapsed"}`
  | "duplicate"
  | "more_addresses"
  | LeftOutCode;

/** Rows that are left out because nobody in them accepted mail, or because nobody knows; none of them is a mistake of the file. */
export const leftOutCodes = ["never_accepted", "status_unknown"] as const;
type LeftOutCode = (typeof leftOutCodes)[number];

/** Row that was left out, and the reason for the user who chose the file. At most one per line. */
export type Refusal = { line: number; reasonCode: RefusalCode; message: string; value: string };

/** `stopped` are the addresses that must not be mailed: they become suppressions, and nothing else. */
export type Outcome = { accepted: ContactRow[]; stopped: StopRow[]; refused: Refusal[] };

export const noOutcome = (): Outcome => ({ accepted: [], stopped: [], refused: [] });

export type ParseAddress = (
  text: string,
) => { ok: true; address: string } | { ok: false; reason: string; code?: string };

const anyGround: Ground = { basis: "express", today: "9999-12-31", reading: { order: null }, forAll: null };

/** Turns rows of cells into contacts or refusals, and remembers the addresses it has met. */
export class RowReader {
  /** Number of rows without any text, which are skipped silently. */
  blank = 0;
  readonly #mapping: Mapping & { email: number };
  readonly #columns: number;
  readonly #hasHeader: boolean;
  readonly #parse: ParseAddress;
  readonly #seen = new AddressesSeen();
  readonly #extras: [key: string, index: number][];
  readonly #ground: Ground;
  readonly #standing: StandingReader;
  readonly #own: OwnReader;
  readonly #header: string[];
  #openQuote = 0;

  constructor(
    mapping: Mapping & { email: number },
    file: { columns: number; hasHeader: boolean; header?: string[] | undefined },
    parse: ParseAddress = parseAnyAddress,
    ground: Ground = anyGround,
  ) {
    this.#ground = ground;
    this.#mapping = mapping;
    this.#own = new OwnReader(mapping, ground);
    this.#standing = new StandingReader(mapping, file.header);
    this.#header = file.header ?? [];
    this.#columns = file.columns;
    this.#hasHeader = file.hasHeader;
    this.#parse = parse;
    const known = extraFields.map((field) => [field, mapping[field]] as [string, number | undefined]);
    this.#extras = [...known, ...Object.entries(mapping.keep ?? {})].filter(
      (pair): pair is [string, number] => pair[1] !== undefined,
    );
  }

  /** Adds the row to one side of `into`, or counts it as blank. */
  read(cells: Cells, into: Outcome): void {
    const problem = this.#accept(cells, into);
    if (!problem) return;
    const { reasonCode, message, value } = problem;
    into.refused.push({ line: cells.line, reasonCode, message, value: excerpt(value) });
  }

  /** Adds the refusal of text that could not become a row. */
  readProblem(lines: Lines, into: Outcome): void {
    const { line, problem, quoteLine, jsonReason } = lines;
    if (problem === "unclosed_quote") this.#openQuote ||= quoteLine;
    const message =
      problem === "unclosed_quote"
        ? `A quote was opened on line ${quoteLine} and never closed, so this row was left out.`
        : problem === "not_json"
          ? jsonReason
          : lineProblems[problem];
    into.refused.push({ line, reasonCode: problem, message, value: excerpt(lines.excerpt()) });
  }

  #accept(cells: Cells, into: Outcome): Problem | null {
    if (cells.count !== this.#columns) {
      if (isBlank(cells)) {
        this.blank++;
        return null;
      }
      const wrong = this.#wrongWidth(cells);
      if (wrong) return wrong;
    }

    const mapping = this.#mapping;
    const typed = cells.cell(mapping.email);
    let email = simpleAddress(typed);
    let more: string[] = [];
    let nameBeside: string | null = null;
    if (email === "") {
      if (typed.trim() === "") {
        if (!isBlank(cells)) return refusal("no_address", "This row has no email address.", rowText(cells));
        this.blank++;
        return null;
      }
      const written = this.#written(typed);
      if ("reasonCode" in written) return written;
      ({ email, more, nameBeside } = written);
    }

    const { stopAll } = this.#ground;
    if (stopAll || this.#standing.reads) {
      const held = this.#held(cells, [email, ...more], stopAll ?? null, into);
      if (held !== "mail") return held;
    }

    const firstName =
      mapping.firstName === undefined ? null : cellText(cells.cell(mapping.firstName), limits.name);
    const lastName =
      mapping.lastName === undefined ? null : cellText(cells.cell(mapping.lastName), limits.name);
    const named = mapping.name === undefined ? null : cellText(cells.cell(mapping.name), limits.name);
    const name = named ?? (firstName === null && lastName === null ? nameBeside : null);
    const long = tooLong(firstName, limits.name)
      ? "first name"
      : tooLong(lastName, limits.name)
        ? "last name"
        : tooLong(name, limits.name)
          ? "name"
          : "";
    if (long) {
      return refusal("name_too_long", `The ${long} is longer than ${limits.name} characters.`, typed);
    }

    let extra: Record<string, string> | null = null;
    for (const [key, index] of this.#extras) {
      const value = cellText(cells.cell(index), limits.value);
      if (value === null) continue;
      if (tooLong(value, limits.value)) {
        const label = extraLabels[key] ?? `“${excerpt(key)}”`;
        return refusal("value_too_long", `The ${label} is longer than ${limits.value} characters.`, value);
      }
      extra ??= {};
      extra[key] = value;
    }

    let country: string | null = null;
    let countryWritten: string | null = null;
    if (mapping.country !== undefined) {
      const written = cellText(cells.cell(mapping.country), limits.value);
      country = written === null ? null : countryCode(written);
      if (written !== null && country === null && !isNoCountry(written))
        countryWritten = cutText(written, limits.value);
    }
    let own: OwnValues | undefined;
    if (this.#own.reads) {
      const evidence: Record<string, string> = extra ?? {};
      own = this.#own.read(cells, evidence);
      extra = isEmpty(evidence) ? null : evidence;
    }
    const given = this.#givenOn(extra);
    if (typeof given === "object" && given !== null) return given;
    if (given === null && extra?.consentedAt && !isNoDate(extra.consentedAt)) {
      const { message } = readProofDay(extra.consentedAt, this.#ground.reading, this.#ground.today);
      own ??= noOwnValues();
      if (message)
        own.left.push({ column: mapping.consentedAt ?? 0, message, value: excerpt(extra.consentedAt) });
    }

    const first = this.#seen.meet(email, cells.line);
    if (first !== 0) return refusal("duplicate", `This address is already on line ${first}.`, email);
    into.accepted.push({
      line: cells.line,
      email,
      firstName,
      lastName,
      name,
      country,
      countryWritten,
      postalCode: this.#sign(cells, mapping.postalCode, 20),
      timeZone: this.#sign(cells, mapping.timeZone, 60),
      givenOn: given,
      extra,
      own,
    });
    if (more.length === 0) return null;
    const others = more.join(", ");
    return refusal(
      "more_addresses",
      `This cell holds several addresses. The first came in, and not ${cutText(others, 200)}.`,
      typed,
    );
  }

  /** Returns a cell that may tell the country. One that is longer than any of its kind tells nothing. */
  #sign(cells: Cells, column: number | undefined, max: number): string | null {
    if (column === undefined) return null;
    const value = cellText(cells.cell(column), max);
    return value === null || tooLong(value, max) || isNoCountry(value) ? null : value;
  }

  /** Returns the addresses of a cell that is no plain one, or why it holds none. */
  #written(typed: string): { email: string; more: string[]; nameBeside: string | null } | Problem {
    const text = unguardCell(typed);
    // Excel's way to keep a text as it is, ="a@x", holds an address.
    if (text === typed && /^\s*[=+\-@＝＋－＠]/.test(text) && !/^\s*="/.test(text))
      return refusal("formula", "The email column holds a formula, not an address.", typed);
    const parsed = this.#parse(addressText(text));
    if (parsed.ok) return { email: parsed.address, more: [], nameBeside: null };

    const found = addressesIn(text);
    const good = found.flatMap(({ address, name }) => {
      const read = this.#parse(addressText(address));
      return read.ok ? [{ email: read.address, name }] : [];
    });
    const [first] = good;
    // Lines of which one is no address may be the head of a message: nothing of such a cell is taken.
    const broken = good.length < found.length && /[\r\n]/.test(text.trim());
    if (first && !broken) {
      const name = cellText(first.name, limits.name);
      const more = [...new Set(good.slice(1).map(({ email }) => email))].filter(
        (each) => each !== first.email,
      );
      return { email: first.email, more, nameBeside: tooLong(name, limits.name) ? null : name };
    }
    const code = (parsed.code ?? "invalid").replaceAll("-", "_");
    return refusal(`address_${code}`, parsed.reason, typed);
  }

  /** Returns "mail" for a row that may be mailed. Any other row is dealt with here, and never becomes a contact. */
  #held(cells: Cells, emails: string[], stopAll: StopReason | null, into: Outcome): "mail" | Problem | null {
    const row = this.#standing.read(cells);
    const { standing } = row;
    if (!stopAll && (standing === null || standing === "mail")) return "mail";
    if (!stopAll && standing === "never")
      return refusal(
        "never_accepted",
        "This person never accepted mail. They are left out, not suppressed.",
        emails[0] ?? "",
      );
    if (!stopAll && standing === "unknown") return this.#unknown(row);
    const reason = stopReasonOf(row, stopAll);
    for (const email of emails) {
      this.#seen.meet(email, cells.line);
      into.stopped.push(this.#standing.stop(cells, email, reason, this.#ground.reading, stopAll !== null));
    }
    return null;
  }

  #unknown({ value, header }: RowStanding): Problem {
    const name = excerpt(this.#header[header] ?? "") || `Column ${header + 1}`;
    const said = excerpt(value);
    const message = said
      ? `Nobody said what “${said}” in “${name}” means. They are left out, not suppressed.`
      : `“${name}” is empty here, and nobody said what that means. They are left out, not suppressed.`;
    return refusal("status_unknown", message, said);
  }

  /** Returns the day the ground was given, or the refusal of a row whose ground needs one that it lacks. */
  #givenOn(extra: Record<string, string> | null): CalendarDay | null | Problem {
    const { basis, today, reading, forAll } = this.#ground;
    if (dayColumn(this.#mapping, basis) === undefined) return forAll;
    const needed = needsDay(basis);
    const written = extra?.consentedAt;
    // Who confirmed had agreed by then at the latest.
    if (basis === "express" && (written === undefined || isNoDate(written)))
      return (extra?.confirmedOn as CalendarDay | undefined) ?? null;
    if (written === undefined || isNoDate(written))
      return needed
        ? refusal(
            "consent_date_missing",
            `This row has no ${dayNames[basis]}, and implied consent counts from it.`,
            "",
          )
        : null;
    const { day, why } = readDay(written, reading);
    if (day === null) {
      if (!needed) return null;
      return why === "ambiguous"
        ? refusal(
            "consent_date_ambiguous",
            `The ${dayNames[basis]} could be two days: which number is the month?`,
            written,
          )
        : refusal("consent_date_unread", `The ${dayNames[basis]} cannot be read as a date.`, written);
    }
    const problem = dayProblem(basis, day, today);
    if (problem === null) return day;
    if (problem === "lapsed") return refusal("consent_lapsed", dayProblemWords(problem, basis, day), written);
    return needed ? refusal("consent_date_impossible", dayProblemWords(problem, basis, day), written) : null;
  }

  #wrongWidth(cells: Cells): Problem | null {
    const has = `This row has ${cells.count} columns, the ${this.#hasHeader ? "header" : "first row"} has ${this.#columns}`;
    // Behind a quote that was never closed, lines may be the inside of a longer text, so only whole
    // rows count.
    if (this.#openQuote > 0) {
      const message = `${has}, and a quote opened on line ${this.#openQuote} was never closed.`;
      return refusal("after_unclosed_quote", message, rowText(cells));
    }
    if (cells.count < this.#columns || isBlank(cells, this.#columns)) return null;
    return refusal("extra_columns", `${has}. Put values that hold the delimiter in quotes.`, rowText(cells));
  }
}

type Problem = Omit<Refusal, "line">;

function refusal(reasonCode: RefusalCode, message: string, value: string): Problem {
  return { reasonCode, message, value };
}

const extraFields: Field[] = ["consentedAt", "consentSource"];

function isEmpty(evidence: Record<string, string>): boolean {
  for (const _ in evidence) return false;
  return true;
}

const extraLabels: Record<string, string> = {
  consentedAt: "consent date",
  consentSource: "consent source",
};

const lineProblems: Record<Exclude<LineProblem, "unclosed_quote" | "not_json">, string> = {
  field_too_long: "This row has a value longer than 64 KB.",
  line_too_long: "This line is longer than 1 MB.",
  unreadable: "This row has characters that cannot be read.",
};

function tooLong(text: string | null, max: number): boolean {
  return text !== null && text.length > max && [...text].length > max;
}

/** Returns whether no cell from `from` on has text. */
export function isBlank(cells: Cells, from = 0): boolean {
  for (let i = from; i < cells.count; i++) if (cells.cell(i).trim() !== "") return false;
  return true;
}

function rowText(cells: Cells): string {
  const shown: string[] = [];
  for (let i = 0; i < cells.count && i < 12; i++) shown.push(cutText(cells.cell(i), limits.excerpt));
  return shown.join(", ");
}
