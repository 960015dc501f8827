import { cutText } from "#lib/core/cut-text.ts";
import { isAddressList } from "./address-list.ts";
import { looksLikeAddress } from "./columns.ts";
import { ImportRefused } from "./import-refused.ts";

export const formats = ["csv", "ndjson", "list"] as const;
export type Format = (typeof formats)[number];

/**
 * Returns NDJSON for a file whose first line is a JSON object, and a list for one that holds nothing but addresses, several on a
 * line. Any other file is a table.
 * @throws ImportRefused for a file that is one JSON value.
 */
export function tellFormat(head: string): Format {
  if (isJsonArray(head))
    throw new ImportRefused(
      "json",
      "This file is JSON, all of it one value. Save it as CSV, or as NDJSON with one object on each line, and try again.",
    );
  const first = /^\s*(\{[^\n]*)/.exec(head)?.[1];
  if (!first) return isAddressList(head, looksLikeAddress) ? "list" : "csv";
  try {
    JSON.parse(first);
    return "ndjson";
  } catch {
    if (/^\{\s*(?:"[^"\n]{1,100}"\s*:|\n)/.test(first.trimEnd().concat("\n")) && !first.includes("@"))
      throw new ImportRefused(
        "json",
        "This file is JSON, all of it one value. Save it as CSV, or as NDJSON with one object on each line, and try again.",
      );
    return "csv";
  }
}

const isJsonArray = (head: string): boolean => /^\s*\[\s*(?:[{["\]]|\d)/.test(cutText(head, 1000));
