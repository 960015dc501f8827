import { hasUnreadable } from "./decode.ts";
import { limits } from "./limits.ts";
import type { LineProblem, Lines } from "./tokenizer.ts";

/**
 * Reads a list of addresses that is no table: separated by commas, semicolons, tabs or line breaks, on one line or many. Each
 * address is a row of one cell, and its `line` is its place in the list. Has the same `push`, `next`, `end` as the CSV tokenizer.
 */
export class AddressList implements Lines {
  line = 0;
  readonly count = 1;
  readonly problem: LineProblem = "line_too_long";
  readonly quoteLine = 0;
  readonly jsonReason = "";
  #text = "";
  #at = 0;
  #entry = "";
  #ended = false;

  push(text: string): void {
    this.#text = this.#at < this.#text.length ? this.#text.slice(this.#at) + text : text;
    this.#at = 0;
  }

  end(): void {
    this.#ended = true;
  }

  next(): "row" | "problem" | "more" | "end" {
    for (;;) {
      const end = this.#entryEnd();
      if (end < 0) return this.#ended ? "end" : "more";
      const tooLong = end - this.#at > limits.field;
      this.#entry = this.#text.slice(this.#at, tooLong ? this.#at + limits.excerpt * 2 : end).trim();
      this.#at = end + 1;
      if (this.#entry === "") continue;
      this.line++;
      return tooLong || hasUnreadable(this.#entry) ? "problem" : "row";
    }
  }

  cell(index: number): string {
    return index === 0 ? this.#entry : "";
  }

  excerpt(): string {
    return this.#entry;
  }

  /** Returns where the next entry ends; -1 when its end is not here yet. */
  #entryEnd(): number {
    const text = this.#text;
    let quoted = false;
    let angle = false;
    for (let at = this.#at; at < text.length; at++) {
      const sign = text.charCodeAt(at);
      if (sign === 0x0a || sign === 0x0d) return at;
      if (sign === 0x22) quoted = !quoted;
      else if (sign === 0x3c) angle = true;
      else if (sign === 0x3e) angle = false;
      if ((sign === 0x2c || sign === 0x3b || sign === 0x09) && !quoted && !angle) return at;
      // A quote or an angle that never closes ends where no entry is as long.
      if (at - this.#at > limits.field) return at;
    }
    return this.#ended && this.#at < text.length ? text.length : -1;
  }
}

/** Returns whether a text is such a list: several entries on one of its first lines, and each an address. */
export function isAddressList(head: string, looksLikeAddress: (text: string) => boolean): boolean {
  const list = new AddressList();
  list.push(head.slice(0, 20_000));
  if (head.length <= 20_000) list.end();
  let entries = 0;
  for (let step = list.next(); step === "row" || step === "problem"; step = list.next()) {
    if (step === "problem" || !looksLikeAddress(list.cell(0))) return false;
    if (++entries === 500) break;
  }
  const lines = head
    .slice(0, 20_000)
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== "");
  return (
    entries > 1 &&
    lines.some((line) => (line.match(/@/g)?.length ?? 0) > 1) &&
    entries > Math.min(lines.length, 500)
  );
}
