import { joinTags } from "#lib/audience/tags/written.ts";
import type { Mapping } from "./columns.ts";
import { hasUnreadable } from "./decode.ts";
import { limits } from "./limits.ts";
import type { StandingKind } from "./standing/standing.ts";
import type { LineProblem, Lines } from "./tokenizer.ts";

/** Keys read of each object; other keys are not kept. */
export const ndjsonKeys = [
  "email",
  "first_name",
  "last_name",
  "name",
  "country",
  "consented_at",
  "consent_source",
  "consent_ip",
  "tags",
  "confirmed_at",
  "confirm_ip",
  "status",
  "subscribed",
  "accepts_marketing",
  "unsubscribed",
  "unsubscribed_at",
  "opted_out",
  "email_disabled",
  "blacklisted",
  "bounced",
  "bounced_at",
  "complained",
  "complained_at",
] as const;

/** Keys that say who must not be mailed. A line without such a key says nothing by it. */
const standingOfKey: Partial<Record<(typeof ndjsonKeys)[number], StandingKind>> = {
  status: "status",
  subscribed: "subscribed",
  accepts_marketing: "accepts",
  unsubscribed: "left",
  unsubscribed_at: "left",
  opted_out: "left",
  email_disabled: "left",
  blacklisted: "left",
  bounced: "bounced",
  bounced_at: "bounced",
  complained: "complained",
  complained_at: "complained",
};

/** Mapping of the cells that `NdjsonLines` returns. */
export const ndjsonMapping: Mapping & { email: number } = {
  email: 0,
  firstName: 1,
  lastName: 2,
  name: 3,
  country: 4,
  consentedAt: 5,
  consentSource: 6,
  consentIp: 7,
  tags: 8,
  confirmedAt: 9,
  confirmIp: 10,
  standing: ndjsonKeys.flatMap((key, column) => {
    const as = standingOfKey[key];
    return as ? [{ column, as, mayBeEmpty: true }] : [];
  }),
};

/**
 * Reads one JSON object per line, with the keys above in snake_case; other keys are not read.
 * Values are texts, numbers or null; `tags` may also be a list of texts. Has the same `push`,
 * `next`, `end` as the CSV tokenizer.
 */
export class NdjsonLines implements Lines {
  line = 0;
  count: number = ndjsonKeys.length;
  problem: LineProblem = "not_json";
  jsonReason = "";
  readonly quoteLine = 0;
  #text = "";
  #at = 0;
  #nextLine = 1;
  #row = "";
  #values: string[] = [];
  #ended = false;
  #skipping = false;

  push(text: string): void {
    this.#text = this.#at < this.#text.length ? this.#text.slice(this.#at) + text : text;
    this.#at = 0;
  }

  end(): void {
    this.#ended = true;
  }

  next(): "row" | "problem" | "more" | "end" {
    for (;;) {
      const found = this.#text.indexOf("\n", this.#at);
      if (found < 0 && !this.#ended) return this.#waitForMore();
      const end = found < 0 ? this.#text.length : found;
      if (found < 0 && this.#at >= end) return "end";

      const from = this.#at;
      this.#at = end + 1;
      if (this.#skipping) {
        this.#skipping = false;
        this.#nextLine++;
        continue;
      }
      this.line = this.#nextLine++;
      if (end - from > limits.record) return this.#refuse("line_too_long", from);

      this.#row = this.#text.slice(from, end);
      if (this.#row.trim() === "") continue;
      if (hasUnreadable(this.#row)) return this.#refuse("unreadable", from);
      return this.#readObject();
    }
  }

  cell(index: number): string {
    return this.#values[index] ?? "";
  }

  excerpt(): string {
    return this.#row;
  }

  #waitForMore(): "more" | "problem" {
    if (this.#skipping) this.#at = this.#text.length;
    else if (this.#text.length - this.#at > limits.record) {
      this.line = this.#nextLine;
      this.#skipping = true;
      const from = this.#at;
      this.#at = this.#text.length;
      return this.#refuse("line_too_long", from);
    }
    return "more";
  }

  #readObject(): "row" | "problem" {
    const value = parsed(this.#row);
    if (value === undefined) return this.#notJson("This line is not valid JSON.");
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return this.#notJson("This line is not a JSON object.");
    }
    for (const [index, key] of ndjsonKeys.entries()) {
      const text = textOf(Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : null, key);
      if (text === null) return this.#notJson(`The value of "${key}" is not text.`);
      if (text.length > limits.field) return this.#refuse("field_too_long", 0);
      this.#values[index] = text;
    }
    return "row";
  }

  #notJson(message: string): "problem" {
    this.problem = "not_json";
    this.jsonReason = message;
    return "problem";
  }

  #refuse(problem: LineProblem, from: number): "problem" {
    if (problem === "line_too_long") this.#row = this.#text.slice(from, from + limits.excerpt * 2);
    this.problem = problem;
    return "problem";
  }
}

/**
 * Returns the value of a line of JSON; undefined for an invalid line. Skips the error's stack,
 * which costs most of the time.
 */
function parsed(line: string): unknown {
  if (!isWhole(line.trim())) return undefined;
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

// A text that ends otherwise than it begins is no JSON; learning that from an error takes ten times as long.
function isWhole(text: string): boolean {
  const last = text.at(-1);
  if (text[0] === "{") return last === "}";
  if (text[0] === "[") return last === "]";
  if (text[0] === '"') return last === '"' && text.length > 1;
  return last !== "}" && last !== "]" && last !== '"';
}

function textOf(value: unknown, key: (typeof ndjsonKeys)[number]): string | null {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean" && key in standingOfKey) return String(value);
  if (key === "tags" && Array.isArray(value) && value.every((tag) => typeof tag === "string")) {
    return joinTags(value);
  }
  return null;
}
