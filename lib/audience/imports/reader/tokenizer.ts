import { hasUnreadable } from "./decode.ts";
import { limits } from "./limits.ts";

/** Fault that keeps a line from becoming a row. Reading continues behind it. */
export type LineProblem = "field_too_long" | "line_too_long" | "unclosed_quote" | "unreadable" | "not_json";

/** One row at a time, in the form that both CSV and NDJSON give. */
export interface Cells {
  /** Physical line the row begins on, counted from 1 as in a text editor. */
  readonly line: number;
  readonly count: number;
  /** Returns the text of a cell, "" behind the last one. Valid until the next `next()`. */
  cell(index: number): string;
}

/**
 * Reader of a file in pieces. `push` text and call `next` until "more"; after the last piece call
 * `end`, then `next` until "end".
 */
export interface Lines extends Cells {
  push(text: string): void;
  end(): void;
  next(): "row" | "problem" | "more" | "end";
  /**
   * Set when `next` returns "problem": the line an unclosed quote was opened on, or why a line is
   * no JSON.
   */
  readonly problem: LineProblem;
  readonly quoteLine: number;
  readonly jsonReason: string;
  /** Returns the first characters of the row, or of a text that could not become one, for a message. */
  excerpt(): string;
}

const quote = 0x22;
const lf = 0x0a;
const cr = 0x0d;

const plain = 0;
const quoted = 1;
const escaped = 2;
const literal = 3;

/**
 * Reads RFC 4180 in pieces. Takes CR, LF and CRLF in one file and skips empty lines. Where RFC 4180
 * is silent it reads a quote literally, as csv-parse does with `relax_quotes`. That is inside an
 * unquoted field, or in text behind a closing quote.
 * A row is offsets into the piece until `cell` is called, so that unused columns cost next to
 * nothing.
 * A quote still open at the end of the file, or after 1 MB, loses its line, and reading continues
 * on the line below. That text is read twice at most. All runs of quotes in it are even, so none of
 * its lines leaves a quote open again.
 */
export class Tokenizer implements Lines {
  line: number;
  count = 0;
  problem: LineProblem = "unreadable";
  quoteLine = 0;
  readonly jsonReason = "";
  /** Columns of the row, also those beyond `limits.columns`, which are not read. */
  columns = 0;

  readonly #delimiter: number;
  readonly #highest: number;
  readonly #begins = new Int32Array(limits.columns);
  readonly #ends = new Int32Array(limits.columns);
  readonly #closes = new Int32Array(limits.columns);
  readonly #kinds = new Uint8Array(limits.columns);
  #text = "";
  #at = 0;
  #begin = 0;
  #nextLine: number;
  #ended = false;
  #skipping = false;
  #suspect = false;

  constructor(delimiter: string, firstLine = 1) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#highest = Math.max(this.#delimiter, cr);
    this.line = firstLine;
    this.#nextLine = firstLine;
  }

  push(text: string): void {
    const open = this.#at < this.#text.length;
    this.#suspect = (open && this.#suspect) || hasUnreadable(text);
    this.#text = open ? this.#text.slice(this.#at) + text : text;
    this.#at = 0;
  }

  end(): void {
    this.#ended = true;
  }

  next(): "row" | "problem" | "more" | "end" {
    if (this.#skipping && !this.#skipLine()) return this.#ended ? "end" : "more";
    const text = this.#text;
    const size = text.length;
    const delimiter = this.#delimiter;
    const highest = this.#highest;

    let at = this.#skipEmptyLines();
    if (at < 0) return this.#ended ? "end" : "more";
    const begin = at;
    this.#begin = begin;
    this.line = this.#nextLine;

    let lines = 0;
    let count = 0;
    let fieldTooLong = false;
    for (;;) {
      const start = at;
      let kind = plain;
      let close = 0;

      if (text.charCodeAt(at) === quote) {
        const openedOn = lines;
        kind = quoted;
        at++;
        for (; at < size; at++) {
          const code = text.charCodeAt(at);
          if (code > quote) continue;
          if (code === quote) {
            if (text.charCodeAt(at + 1) !== quote) break;
            kind = escaped;
            at++;
          } else if (code === lf || (code === cr && text.charCodeAt(at + 1) !== lf)) lines++;
        }
        if (at >= size || (at + 1 === size && !this.#ended)) {
          if (this.#ended || at - begin > limits.record) return this.#unclosed(start, openedOn);
          return "more";
        }
        if (at - begin > limits.record) return this.#unclosed(start, openedOn);
        close = at;
        at++;
        // A quote that a later line closes with text behind it was never closed: the text is the next person's.
        if (lines > openedOn && at < size && !this.#endsField(at) && this.#namesAnother(at))
          return this.#unclosed(start, openedOn);
      }

      const tail = at;
      let code = 0;
      for (; at < size; at++) {
        code = text.charCodeAt(at);
        if (code <= highest && (code === delimiter || code === lf || code === cr)) break;
      }
      if (at - begin > limits.record) return this.#tooLong(tail, lines);
      const atEnd = at >= size;
      if (atEnd && !this.#ended) return "more";
      if (!atEnd && code === cr && at + 1 >= size && !this.#ended) return "more";

      if (at - start > limits.field) fieldTooLong = true;
      if (count < limits.columns) {
        if (kind === plain) {
          this.#begins[count] = start;
          this.#ends[count] = at;
        } else if (at === tail) {
          this.#begins[count] = start + 1;
          this.#ends[count] = close;
        } else {
          kind = literal;
          this.#begins[count] = start + 1;
          this.#closes[count] = close;
          this.#ends[count] = at;
        }
        this.#kinds[count] = kind;
      }
      count++;
      if (!atEnd && code === delimiter) {
        at++;
        continue;
      }

      if (!atEnd) at += code === cr && text.charCodeAt(at + 1) === lf ? 2 : 1;
      this.#at = at;
      this.#nextLine += lines + 1;
      this.count = Math.min(count, limits.columns);
      this.columns = count;
      if (fieldTooLong) return this.#refuse("field_too_long");
      if (this.#suspect && hasUnreadable(text.slice(begin, at))) return this.#refuse("unreadable");
      return "row";
    }
  }

  cell(index: number): string {
    if (index >= this.count) return "";
    const begin = this.#begins[index] as number;
    const end = this.#ends[index] as number;
    const kind = this.#kinds[index];
    if (kind === escaped) return this.#text.slice(begin, end).replaceAll('""', '"');
    if (kind === literal) {
      const close = this.#closes[index] as number;
      return `"${this.#text.slice(begin, close).replaceAll('""', '"')}${this.#text.slice(close, end)}`;
    }
    return this.#text.slice(begin, end);
  }

  excerpt(): string {
    const most = this.#begin + limits.excerpt * 2;
    return this.#text.slice(this.#begin, this.#at > this.#begin ? Math.min(most, this.#at) : most);
  }

  #endsField(at: number): boolean {
    const code = this.#text.charCodeAt(at);
    return code === this.#delimiter || code === lf || code === cr || code === 0x20;
  }

  /** Returns whether the rest of a line holds an address, near enough to be looked for. */
  #namesAnother(at: number): boolean {
    for (let end = at; end < this.#text.length && end < at + 400; end++) {
      const code = this.#text.charCodeAt(end);
      if (code === lf || code === cr) return false;
      if (code === 0x40) return true;
    }
    return false;
  }

  #refuse(problem: LineProblem): "problem" {
    this.problem = problem;
    this.quoteLine = 0;
    return "problem";
  }

  #unclosed(quoteAt: number, linesBefore: number): "problem" {
    this.#at = quoteAt;
    this.#nextLine = this.line + linesBefore;
    this.quoteLine = this.#nextLine;
    this.problem = "unclosed_quote";
    this.#skipping = true;
    return "problem";
  }

  #tooLong(at: number, linesBefore: number): "problem" {
    this.#at = at;
    this.#nextLine = this.line + linesBefore;
    this.#skipping = true;
    return this.#refuse("line_too_long");
  }

  /** Moves behind the next line break; returns false when it is not here yet. */
  #skipLine(): boolean {
    const text = this.#text;
    for (let at = this.#at; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code !== lf && code !== cr) continue;
      this.#at = at;
      if (code === cr && at + 1 >= text.length && !this.#ended) return false;
      this.#at = at + (code === cr && text.charCodeAt(at + 1) === lf ? 2 : 1);
      this.#nextLine++;
      this.#skipping = false;
      return true;
    }
    this.#at = text.length;
    return false;
  }

  /** Returns where the next row begins; -1 when it is not here yet. */
  #skipEmptyLines(): number {
    const text = this.#text;
    let at = this.#at;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === cr) {
        if (at + 1 >= text.length && !this.#ended) break;
        if (text.charCodeAt(at + 1) === lf) at++;
      } else if (code !== lf) {
        this.#at = at;
        return at;
      }
      this.#nextLine++;
    }
    this.#at = at;
    return -1;
  }
}
