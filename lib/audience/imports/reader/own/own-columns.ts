import { type DateReading, type DayOrder, OrderOfDays } from "#lib/audience/contacts/dates.ts";
import type { CalendarDay } from "#lib/core/calendar-day.ts";
import type { Mapping } from "../columns.ts";
import type { Cells } from "../tokenizer.ts";
import { OwnReader } from "./own-reader.ts";

/** The most different values of a column that are looked at. */
const mostDistinct = 20_000;

export type LeftOf = { column: number; message: string; count: number; values: Map<string, number> };

/** Gathers what stands in the columns of tags, own fields and confirmations, and tells what of it would be left out. */
export class OwnColumns {
  readonly #mapping: Mapping;
  readonly #reading: DateReading;
  readonly #today: CalendarDay;
  readonly #columns: number[];
  readonly #dates: Set<number>;
  readonly #order: OrderOfDays;
  readonly #values = new Map<number, Map<string, number>>();

  constructor(mapping: Mapping = {}, reading: DateReading, today: CalendarDay) {
    this.#mapping = mapping;
    this.#reading = reading;
    this.#today = today;
    const own = mapping.own ?? [];
    const { tags, confirmedAt, confirmIp, consentIp } = mapping;
    const dates = [confirmedAt, ...own.filter(({ kind }) => kind === "date").map(({ column }) => column)];
    this.#dates = new Set(dates.filter((column) => column !== undefined));
    this.#columns = [tags, confirmedAt, confirmIp, consentIp, ...own.map(({ column }) => column)].filter(
      (column) => column !== undefined,
    );
    this.#order = new OrderOfDays(today);
    for (const column of this.#columns) this.#values.set(column, new Map());
  }

  add(cells: Cells): void {
    for (const column of this.#columns) {
      const cell = cells.cell(column);
      if (cell === "") continue;
      const values = this.#values.get(column) as Map<string, number>;
      const before = values.get(cell);
      if (before === undefined && values.size >= mostDistinct) continue;
      values.set(cell, (before ?? 0) + 1);
      if (before === undefined && this.#dates.has(column)) this.#order.add(cell);
    }
  }

  get order(): DayOrder | "ask" | null {
    return this.#order.order;
  }

  /** Returns what is left out, most frequent first. `otherwise` is the order of the consent's own dates. */
  left(otherwise: DayOrder | null): LeftOf[] {
    const order = readOthers(this.order, otherwise);
    const ground = {
      basis: "express" as const,
      today: this.#today,
      reading: this.#reading,
      others: { ...this.#reading, order },
      forAll: null,
    };
    const reader = new OwnReader(this.#mapping, ground);
    const found = new Map<string, LeftOf>();
    for (const [column, values] of this.#values)
      for (const [value, times] of values) {
        const cells: Cells = { line: 0, count: 0, cell: (at) => (at === column ? value : "") };
        for (const { message, value: shown } of reader.read(cells, {}).left) {
          const key = `${column} ${message}`;
          const one = found.get(key) ?? { column, message, count: 0, values: new Map() };
          one.count += times;
          one.values.set(shown, (one.values.get(shown) ?? 0) + times);
          found.set(key, one);
        }
      }
    return [...found.values()].sort((one, two) => two.count - one.count).slice(0, 20);
  }
}

/** Returns the order of the other dates: as they prove it, or as the consent's own dates have it. */
export const readOthers = (proven: DayOrder | "ask" | null, otherwise: DayOrder | null): DayOrder | null =>
  proven === "ask" || proven === null ? otherwise : proven;
