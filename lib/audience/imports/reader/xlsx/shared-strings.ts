import { cutText } from "#lib/core/cut-text.ts";
import { ImportRefused } from "../import-refused.ts";
import { limits } from "../limits.ts";
import type { ReadingBudget } from "./reading-budget.ts";
import { type XmlHandler, xmlReader } from "./xml.ts";

/** Most bytes of different texts that are kept. A million people's take some 40 MB. */
const mostBytes = 192 * 1024 * 1024;
const pageBytes = 1024 * 1024;

/**
 * The texts that the cells of a workbook refer to by number, read only as far as they are asked for, and kept as packed bytes.
 */
export class SharedStrings {
  #pages: Buffer[] = [];
  #used = 0;
  #kept = 0;
  #count = 0;
  /** Page and offset of each text, as one number, and its length. */
  #places = new Float64Array(4096);
  #lengths = new Uint32Array(4096);
  #ended = false;
  readonly #reader;

  constructor(source: AsyncIterable<Uint8Array> | null, budget: ReadingBudget) {
    this.#reader =
      source &&
      xmlReader(
        source,
        richText((text) => this.#keep(text)),
        budget,
      );
    if (!source) this.#ended = true;
  }

  /** Returns a text that was read already; undefined for one that was not. */
  held(index: number): string | undefined {
    if (!(index >= 0 && index < this.#count)) return this.#ended ? "" : undefined;
    const place = this.#places[index] as number;
    const page = this.#pages[Math.floor(place / pageBytes)] as Buffer;
    const from = place % pageBytes;
    return page.toString("utf8", from, from + (this.#lengths[index] as number));
  }

  async at(index: number): Promise<string> {
    while (!this.#ended && index >= this.#count) this.#ended = !(await this.#reader?.next());
    return this.held(index) ?? "";
  }

  async stop(): Promise<void> {
    await this.#reader?.stop();
  }

  #keep(text: string): void {
    const bytes = Buffer.from(cutText(text, limits.field));
    this.#kept += bytes.length + 12;
    if (this.#kept > mostBytes)
      throw new ImportRefused(
        "spreadsheet",
        "This Excel file holds too many different texts. Save the list as CSV and try again.",
      );
    if (this.#pages.length === 0 || this.#used + bytes.length > pageBytes) {
      this.#pages.push(Buffer.allocUnsafeSlow(pageBytes));
      this.#used = 0;
    }
    const page = this.#pages.length - 1;
    bytes.copy(this.#pages[page] as Buffer, this.#used);
    if (this.#count === this.#lengths.length) this.#grow();
    this.#places[this.#count] = page * pageBytes + this.#used;
    this.#lengths[this.#count] = bytes.length;
    this.#used += bytes.length;
    this.#count++;
  }

  #grow(): void {
    const places = new Float64Array(this.#places.length * 2);
    places.set(this.#places);
    this.#places = places;
    const lengths = new Uint32Array(this.#lengths.length * 2);
    lengths.set(this.#lengths);
    this.#lengths = lengths;
  }
}

/** Gathers the runs of one text, without the readings above Japanese letters. */
function richText(done: (text: string) => void): XmlHandler {
  let text = "";
  let inText = false;
  let inReading = false;
  return {
    open(name) {
      if (name === "si") text = "";
      else if (name === "t") inText = true;
      else if (name === "rPh") inReading = true;
    },
    close(name) {
      if (name === "si") done(text);
      else if (name === "t") inText = false;
      else if (name === "rPh") inReading = false;
    },
    text(piece) {
      if (inText && !inReading && text.length <= limits.field) text += piece;
    },
  };
}
