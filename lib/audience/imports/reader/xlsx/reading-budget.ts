import { ImportRefused } from "../import-refused.ts";

export type BudgetOptions = {
  /** Ends the reading, also where it yields nothing for long. */
  signal?: AbortSignal | undefined;
  /** Asked after each some megabytes that were unpacked; true ends the reading with TurnOver. */
  turnOver?: (() => Promise<boolean>) | undefined;
  /** Most milliseconds of the processor; without it, bytes alone are counted. */
  milliseconds?: number | undefined;
};

/** Ends a reading because others wait for its place. */
export class TurnOver extends Error {
  override readonly name = "TurnOver";
}

const megabyte = 1024 * 1024;
/** A whole file that unpacks to more than this, and to more than this many times its size, is made to fill a memory or a day. */
const freeBytes = 64 * megabyte;
const mostGrowth = 150;
const mostBytes = 4 * 1024 * megabyte;
/** Bytes that may be unpacked without rows, and for each byte of rows. Empty cells with a format need some twenty bytes each. */
const emptyBytes = 512 * megabyte;
const mostForRows = 100;
const askEvery = 32 * megabyte;

/** What one reading of a workbook may cost in all, over every part and however often each is opened. */
export class ReadingBudget {
  readonly #most: number;
  readonly #options: BudgetOptions;
  #unpacked = 0;
  #given = 0;
  #asked = 0;
  #spent = 0;

  constructor(fileBytes: number, options: BudgetOptions = {}) {
    this.#most = Math.min(mostBytes, freeBytes + mostGrowth * fileBytes);
    this.#options = options;
  }

  /** Counts bytes that a part unpacked to. @throws ImportRefused past the budget, TurnOver, or the signal's reason. */
  async unpack(bytes: number): Promise<void> {
    const { signal, turnOver } = this.#options;
    signal?.throwIfAborted();
    this.#unpacked += bytes;
    if (this.#unpacked > this.#most || this.#unpacked > emptyBytes + mostForRows * this.#given)
      throw hostile();
    if (!turnOver || this.#unpacked - this.#asked < askEvery) return;
    this.#asked = this.#unpacked;
    if (await turnOver()) throw new TurnOver();
  }

  /** Counts bytes of rows that came of it. */
  give(bytes: number): void {
    this.#given += bytes;
  }

  /** Does some work and counts its time of the processor. @throws ImportRefused once the time is spent. */
  spend<T>(work: () => T): T {
    const { milliseconds } = this.#options;
    if (milliseconds === undefined) return work();
    if (this.#spent > milliseconds) throw tooLong();
    const before = process.threadCpuUsage();
    try {
      return work();
    } finally {
      const { user, system } = process.threadCpuUsage(before);
      this.#spent += (user + system) / 1000;
    }
  }
}

export const hostile = () =>
  new ImportRefused(
    "spreadsheet",
    "This Excel file unpacks to far more than it holds. Copy the list into a new workbook, or save it as CSV, and try again.",
  );

const tooLong = () =>
  new ImportRefused(
    "too_long",
    "This Excel file takes too long to look at. Copy the list into a new workbook, or save it as CSV, and try again.",
  );
