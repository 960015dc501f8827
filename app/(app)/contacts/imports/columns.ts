import { mostFields } from "#lib/audience/contact-fields/create.ts";
import type { DayOrder } from "#lib/audience/contacts/dates.ts";
import type { ImportChoices } from "#lib/audience/imports/preview-import.ts";
import type { Mapping, OwnColumn } from "#lib/audience/imports/reader/columns.ts";
import { type Delimiter, delimiters } from "#lib/audience/imports/reader/dialect.ts";
import { encodings } from "#lib/audience/imports/reader/encodings.ts";
import { formats } from "#lib/audience/imports/reader/format.ts";
import { ndjsonMapping } from "#lib/audience/imports/reader/ndjson.ts";
import {
  type Meaning,
  type StandingColumn,
  standingKinds,
  standings,
} from "#lib/audience/imports/reader/standing/standing.ts";
import { asCalendarDay } from "#lib/core/calendar-day.ts";
import { cutText } from "#lib/core/cut-text.ts";
import { invalid } from "#lib/core/errors.ts";
import { type ColumnField, columnFields, kindOptions, newField } from "./column-fields.ts";

/** The choices of the column page, from its address or its form: both carry the same names. */
type Given = (name: string) => string | undefined;

export type Choices = ImportChoices & {
  /** What the member said of values that are no known words. */
  meanings: Meaning[];
  /** A field that two columns were given; the first one has it. */
  twice: ColumnField | undefined;
};

/**
 * Reads `format`, `encoding`, `cut` (delimiter the columns below were cut with), `delimiter`, `header` and one `c0`, `c1`… per column. Columns count only while
 * they are those of this delimiter; otherwise they are guessed anew.
 */
export function readChoices(given: Given, meanings: Meaning[] = []): Choices {
  const delimiter = delimiterOf(given("delimiter"));
  const header = given("header");
  const cut = delimiterOf(given("cut"));
  const { mapping, twice } = readMapping(given);
  mapping.meanings = meanings;
  return {
    ...readText(given),
    meanings,
    delimiter,
    hasHeader: header === "yes" ? true : header === "no" ? false : undefined,
    mapping: cut && cut === (delimiter ?? cut) ? mapping : undefined,
    twice: cut && cut === (delimiter ?? cut) ? twice : undefined,
    reading: readingOf(given("dates")),
    givenOn: asCalendarDay(given("givenOn") ?? ""),
  };
}

const readingOf = (dates: string | undefined) =>
  dates === "dmy" || dates === "mdy"
    ? { order: dates as DayOrder }
    : dates === "1904"
      ? { order: null, since1904: true }
      : undefined;

/** The input of startImport from the form. @throws AppError invalid for a field given to two columns. */
export function startInput(data: FormData) {
  const given: Given = (name) => {
    const value = data.get(name);
    return typeof value === "string" ? value : undefined;
  };
  const { mapping, twice } = readMapping(given);
  mapping.meanings = readMeanings([...data]);
  if (twice)
    throw invalid({ "mapping.email": `Two columns are set to ${fieldName(twice)}. Choose one of them.` });
  return {
    importId: given("importId"),
    dates: given("dates"),
    givenOn: given("givenOn"),
    purpose: given("purpose"),
    stopReason: given("stopReason") || undefined,
    ignoresStops: given("ignoresStops") === "on",
    replaces: given("replaces") === "on",
    ...readText(given),
    ...(given("format") === "ndjson" || given("format") === "list"
      ? {
          mapping: {
            ...(given("format") === "ndjson" ? ndjsonMapping : { email: 0 }),
            meanings: mapping.meanings,
          },
          hasHeader: false,
          delimiter: ",",
        }
      : { mapping, hasHeader: given("header") === "yes", delimiter: delimiterOf(given("delimiter")) }),
  };
}

const readText = (given: Given) => ({
  format: formats.find((each) => each === given("format")),
  encoding: encodings.find((each) => each === given("encoding")),
});

export const fieldName = (field: ColumnField) =>
  columnFields.find(({ value }) => value === field)?.label.toLowerCase() ?? field;

/** Reads the answers, named `meaning.<column>.<key of the value>`. */
export function readMeanings(entries: Iterable<[string, unknown]>): Meaning[] {
  const found: Meaning[] = [];
  for (const [name, value] of entries) {
    const [, column, key = ""] = /^meaning\.(\d{1,3})\.(.{0,200})$/su.exec(name) ?? [];
    const means = standings.find((each) => each === value);
    if (column && means && found.length < 200) found.push({ column: Number(column), value: key, means });
  }
  return found;
}

function readMapping(given: Given) {
  const mapping: Mapping = {};
  const standing: StandingColumn[] = [];
  const own: OwnColumn[] = [];
  let twice: ColumnField | undefined;
  for (let index = 0; index < 200; index++) {
    const kind = standingKinds.find((each) => `stop-${each}` === given(`c${index}`));
    if (kind) standing.push({ column: index, as: kind });
    const ofOwn = ownColumn(given, index);
    if (ofOwn && own.length < mostFields) own.push(ofOwn);
    const field = columnFields.find(({ value }) => value === given(`c${index}`))?.value;
    if (!field) continue;
    if (mapping[field] === undefined) mapping[field] = index;
    else twice ??= field;
  }
  if (standing.length > 0) mapping.standing = standing;
  if (own.length > 0) mapping.own = own;
  return { mapping, twice };
}

/** The field of the workspace's own that a column is set to, with the name and kind of one that is to be made. */
function ownColumn(given: Given, column: number): OwnColumn | null {
  const choice = given(`c${column}`) ?? "";
  const kind = kindOptions.find(({ value }) => value === given(`k${column}`))?.value ?? "text";
  if (choice === newField) return { column, kind, name: cutText(given(`n${column}`) ?? "", 50) };
  const field = /^field-([0-9a-f-]{36})$/.exec(choice)?.[1];
  return field ? { column, kind, field } : null;
}

const names: Record<string, Delimiter> = Object.fromEntries(
  ["comma", "semicolon", "tab", "pipe"].map((name, at) => [name, delimiters[at] ?? ","]),
);

const delimiterOf = (name: string | undefined) => (name ? names[name] : undefined);

/** "," → "comma": what the address and the form call it. */
export const delimiterName = (delimiter: Delimiter) =>
  Object.keys(names).find((name) => names[name] === delimiter) ?? "comma";
