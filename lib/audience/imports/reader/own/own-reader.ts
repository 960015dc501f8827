import { type DateReading, readDay } from "#lib/audience/contacts/dates.ts";
import { dayProblem, dayProblemWords } from "#lib/audience/contacts/grounds.ts";
import { longestTag } from "#lib/audience/tags/names.ts";
import { splitTagsOfFile } from "#lib/audience/tags/written.ts";
import type { CalendarDay } from "#lib/core/calendar-day.ts";
import { cutText } from "#lib/core/cut-text.ts";
import { cellText } from "../cell-text.ts";
import type { Mapping, OwnColumn } from "../columns.ts";
import { excerpt } from "../excerpt.ts";
import type { Ground } from "../ground.ts";
import { limits } from "../limits.ts";
import { isNoDate } from "../no-date.ts";
import type { Cells } from "../tokenizer.ts";
import { readIp } from "./read-ip.ts";
import { readFileValue } from "./read-value.ts";

/** Value that is left out while its person comes in. */
export type LeftValue = { column: number; message: string; value: string };

/** What a row says of a person in the workspace's own words. `field` is undefined while the field is still to be made. */
export type OwnValues = {
  tags: { column: number; names: string[] };
  values: { column: number; field: string | undefined; value: string }[];
  left: LeftValue[];
};

export const noOwnValues = (): OwnValues => ({ tags: { column: -1, names: [] }, values: [], left: [] });

/** Returns the day of a proof, or why it is none. */
export function readProofDay(
  written: string,
  reading: DateReading,
  today: CalendarDay,
): { day: CalendarDay; message?: undefined } | { day: null; message: string } {
  const { day, why } = readDay(written, reading);
  const problem = day && dayProblem("express", day, today);
  if (day && !problem) return { day };
  const message = problem
    ? dayProblemWords(problem, "express", day)
    : why === "ambiguous"
      ? "Could be two days: which number is the month?"
      : "Not a date.";
  return { day: null, message: `${message} It is kept as written, and proves no day.` };
}

/** The most tags of one row that are taken. */
const mostTags = 50;
/** The most wrong tags of a row that are shown. */
const mostShown = 10;

/** Reads the columns of tags and own fields, and the proofs of a confirmation. Nothing that is wrong in them keeps a person out. */
export class OwnReader {
  readonly #mapping: Mapping;
  readonly #own: OwnColumn[];
  readonly #ground: Ground;
  readonly #others: DateReading;
  readonly reads: boolean;

  constructor(mapping: Mapping, ground: Ground) {
    this.#mapping = mapping;
    this.#own = mapping.own ?? [];
    this.#ground = ground;
    this.#others = ground.others ?? ground.reading;
    const { tags, confirmedAt, confirmIp, consentIp } = mapping;
    this.reads =
      this.#own.length > 0 ||
      [tags, confirmedAt, confirmIp, consentIp].some((column) => column !== undefined);
  }

  /** Returns what the row holds. `evidence` gets what proves the confirmation, and loses addresses that are none. */
  read(cells: Cells, evidence: Record<string, string>): OwnValues {
    const found = noOwnValues();
    const { tags, confirmedAt, confirmIp, consentIp } = this.#mapping;
    if (tags !== undefined) this.#readTags(cells.cell(tags), tags, found);
    for (const { column, kind, field } of this.#own) {
      const cell = cells.cell(column);
      if (cell === "") continue;
      const read = readFileValue(kind, cell, this.#others);
      if ("problem" in read) found.left.push({ column, message: read.problem, value: excerpt(cell) });
      else if (read.value !== null) found.values.push({ column, field, value: read.value });
    }
    if (confirmedAt !== undefined) {
      const text = cellText(cells.cell(confirmedAt), limits.value);
      if (text !== null && !isNoDate(text)) {
        evidence.confirmedAt = cutText(text, 200);
        const read = readProofDay(text, this.#others, this.#ground.today);
        if (read.day !== null) evidence.confirmedOn = read.day;
        else found.left.push({ column: confirmedAt, message: read.message, value: excerpt(text) });
      }
    }
    this.#readIp(cells, consentIp, "consentIp", evidence, found);
    this.#readIp(cells, confirmIp, "confirmIp", evidence, found);
    return found;
  }

  #readTags(cell: string, column: number, found: OwnValues) {
    if (cell === "") return;
    const names = new Map<string, string>();
    for (const part of splitTagsOfFile(cell)) {
      const name = cellText(part, longestTag);
      if (name === null || names.has(name.toLowerCase())) continue;
      if (name.length <= longestTag) names.set(name.toLowerCase(), name);
      else if (found.left.length < mostShown)
        found.left.push({
          column,
          message: `A tag has at most ${longestTag} characters.`,
          value: excerpt(name),
        });
    }
    found.tags = { column, names: [...names.values()].slice(0, mostTags) };
    if (names.size > mostTags)
      found.left.push({
        column,
        message: `This cell has ${names.size} tags. The first ${mostTags} were taken.`,
        value: excerpt([...names.values()].slice(mostTags).join(", ")),
      });
    // A row has one line for each column.
    if (found.left.length > 1) {
      const [first, ...more] = found.left as [LeftValue, ...LeftValue[]];
      found.left = [
        {
          ...first,
          message: [...new Set([first, ...more].map(({ message }) => message))].join(" "),
          value: excerpt([first, ...more].map(({ value }) => value).join(", ")),
        },
      ];
    }
  }

  #readIp(
    cells: Cells,
    column: number | undefined,
    name: "consentIp" | "confirmIp",
    evidence: Record<string, string>,
    found: OwnValues,
  ) {
    if (column === undefined) return;
    const text = cellText(cells.cell(column), limits.value);
    delete evidence[name];
    if (text === null || isNoDate(text)) return;
    const ip = readIp(text);
    if (ip) evidence[name] = ip;
    else found.left.push({ column, message: "Not an IP address.", value: excerpt(text) });
  }
}
