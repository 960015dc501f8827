import { type DayOrder, OrderOfDays } from "#lib/audience/contacts/dates.ts";
import type { CalendarDay } from "#lib/core/calendar-day.ts";
import type { Mapping } from "../columns.ts";
import { excerpt } from "../excerpt.ts";
import type { Cells } from "../tokenizer.ts";
import { readStanding } from "./read.ts";
import type { Said, Standing } from "./standing.ts";
import { mayBeExplained } from "./stop-rows.ts";
import { standingKey } from "./words.ts";

/** A value of a column of states, and what it is taken for; "unknown" where a member has to say it. */
export type StandingValue = {
  column: number;
  /** Its `standingKey`, which the answer names it by. */
  key: string;
  /** As the file writes it; "" for an empty cell. */
  value: string;
  count: number;
  standing: Standing | "unknown";
  /** True where the member's word counts. */
  asked: boolean;
};

const shown = (said: Said): StandingValue["standing"] => (said === "blocked" ? "left" : (said ?? "unknown"));

const mostDistinct = 2000;
const mostListed = 100;

/** Counts the values of the columns of states, so that the unknown ones can be asked about. */
export class StandingValues {
  readonly #columns: { column: number; as: "status" | "subscribed" | "accepts"; mayBeEmpty: boolean }[] = [];
  readonly #meanings: NonNullable<Mapping["meanings"]>;
  readonly #counts = new Map<string, StandingValue>();
  readonly #dated: number[] = [];
  readonly #order: OrderOfDays;

  constructor(mapping: Mapping | undefined, today: CalendarDay) {
    this.#order = new OrderOfDays(today);
    for (const { column, as, mayBeEmpty = false } of mapping?.standing ?? [])
      if (as === "status" || as === "subscribed" || as === "accepts")
        this.#columns.push({ column, as, mayBeEmpty });
      else if (as !== "receives") this.#dated.push(column);
    this.#meanings = mapping?.meanings ?? [];
  }

  add = (cells: Cells): void => {
    for (const column of this.#dated) {
      const cell = cells.cell(column);
      if (cell !== "" && cell.length <= 40) this.#order.add(cell.trim());
    }
    for (const { column, as, mayBeEmpty } of this.#columns) {
      const cell = cells.cell(column);
      if (mayBeEmpty && cell === "") continue;
      const key = standingKey(cell);
      const held = this.#counts.get(`${column}:${key}`);
      if (held) held.count++;
      else if (this.#counts.size < mostDistinct) {
        const own = shown(readStanding(cell, as));
        const asked = mayBeExplained(cell, own);
        const said = this.#meanings.find((each) => each.column === column && each.value === key)?.means;
        this.#counts.set(`${column}:${key}`, {
          column,
          key,
          value: excerpt(cell),
          count: 1,
          standing: asked ? (said ?? own) : own,
          asked,
        });
      }
    }
  };

  /** Order of day and month in the columns of leavers and bounces; null where they leave it open. */
  get order(): DayOrder | null {
    return this.#order.order === "ask" ? null : this.#order.order;
  }

  listed(): StandingValue[] {
    return [...this.#counts.values()]
      .sort((one, two) => Number(two.asked) - Number(one.asked) || two.count - one.count)
      .slice(0, mostListed);
  }
}
