import { cutText } from "#lib/core/cut-text.ts";
import { AppError, invalid } from "#lib/core/errors.ts";

const most = { depth: 20, values: 50_000, text: 300_000 };

/**
 * Reads JSON as RFC 8259 has it, and stricter where two readers could differ: no name twice in one object, no character that
 * cannot be stored, no number out of range. Depth, number of values and length of texts are limited before anything else
 * reads them.
 * @throws AppError invalid, with the path of the field at fault.
 */
export function readJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformed("it is no UTF-8");
  }
  return new Reader(text).whole();
}

const malformed = (why: string) => new AppError("invalid", `The body is no JSON: ${why}.`);
const literals = { true: true, false: false, null: null };
const blank = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9]\d{0,400})(?:\.\d{1,400})?(?:[eE][+-]?\d{1,4})?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them inside a text.
const control = /[\u0000-\u001f]/;

class Reader {
  readonly #text: string;
  readonly #path: (string | number)[] = [];
  #at = 0;
  #values = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): unknown {
    const value = this.#value();
    this.#blank();
    if (this.#at < this.#text.length) throw this.#unexpected();
    return value;
  }

  #value(): unknown {
    this.#values += 1;
    if (this.#values > most.values) throw this.#fault(`Send at most ${most.values} values.`);
    if (this.#path.length > most.depth) throw this.#fault(`Nest at most ${most.depth} levels.`);
    this.#blank();
    const next = this.#text[this.#at];
    if (next === "{") return this.#object();
    if (next === "[") return this.#array();
    if (next === '"') return this.#string();
    for (const [word, value] of Object.entries(literals))
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    return this.#number();
  }

  #object(): object {
    const entries = new Map<string, unknown>();
    this.#at += 1;
    for (let first = true; !this.#takes("}"); first = false) {
      if (!first) this.#demand(",");
      this.#blank();
      if (this.#text[this.#at] !== '"') throw this.#unexpected();
      const name = this.#string();
      this.#path.push(name);
      if (name === "__proto__") throw this.#fault("This name is not allowed.");
      if (entries.has(name)) throw this.#fault("This name stands here twice.");
      this.#demand(":");
      entries.set(name, this.#value());
      this.#path.pop();
    }
    return Object.fromEntries(entries);
  }

  #array(): unknown[] {
    const values: unknown[] = [];
    this.#at += 1;
    for (let first = true; !this.#takes("]"); first = false) {
      if (!first) this.#demand(",");
      this.#path.push(values.length);
      values.push(this.#value());
      this.#path.pop();
    }
    return values;
  }

  #string(): string {
    const start = this.#at + 1;
    const end = this.#endOfString(start);
    if (end - start > most.text)
      throw this.#fault(`Use at most ${most.text.toLocaleString("en")} characters.`);
    const raw = this.#text.slice(start, end);
    if (control.test(raw)) throw this.#unexpected();
    this.#at = end + 1;
    let value = raw;
    if (raw.includes("\\"))
      try {
        value = JSON.parse(`"${raw}"`);
      } catch {
        throw malformed(`an escape at character ${start} is none`);
      }
    if (!value.isWellFormed() || value.includes("\0"))
      throw this.#fault("This text holds a character that cannot be stored. Leave that character out.");
    return value;
  }

  #endOfString(start: number): number {
    for (let from = start; ; ) {
      const end = this.#text.indexOf('"', from);
      if (end < 0) throw malformed(`a text that begins at character ${start} has no end`);
      let slashes = 0;
      while (end - slashes > start && this.#text[end - slashes - 1] === "\\") slashes += 1;
      if (slashes % 2 === 0) return end;
      from = end + 1;
    }
  }

  #number(): number {
    number.lastIndex = this.#at;
    const [written] = number.exec(this.#text) ?? [];
    if (!written) throw this.#unexpected();
    this.#at += written.length;
    const value = Number(written);
    if (!Number.isFinite(value)) throw this.#fault("This number is out of range.");
    return value;
  }

  #blank() {
    blank.lastIndex = this.#at;
    this.#at += blank.exec(this.#text)?.[0].length ?? 0;
  }

  #takes(sign: string): boolean {
    this.#blank();
    if (this.#text[this.#at] !== sign) return false;
    this.#at += 1;
    return true;
  }

  #demand(sign: string) {
    if (!this.#takes(sign)) throw this.#unexpected();
  }

  #unexpected() {
    return malformed(
      this.#at < this.#text.length
        ? `character ${this.#at + 1} is not expected`
        : "it ends before it is complete",
    );
  }

  #fault(message: string) {
    const path = this.#path
      .slice(0, 5)
      .map((part) => cutText(String(part), 60))
      .join(".");
    return path ? invalid({ [path]: message }) : new AppError("invalid", message);
  }
}
