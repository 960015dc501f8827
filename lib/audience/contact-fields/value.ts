import { readDay } from "#lib/audience/contacts/dates.ts";

export type FieldKind = "text" | "number" | "date" | "yes_no";

/** A typed value in its one stored form, nothing when it was left empty, or what is wrong with it. */
export type ReadValue = { value: string | null } | { problem: string };

/** Returns what a member typed for a field of this kind. */
export function readValue(kind: FieldKind, given: string): ReadValue {
  const typed = given.trim();
  if (typed === "") return { value: null };
  return readers[kind](typed);
}

const readers: Record<FieldKind, (typed: string) => ReadValue> = {
  text: (typed) => (typed.length > 500 ? { problem: "Use at most 500 characters." } : { value: typed }),
  number: (typed) => {
    const plain = typed.replaceAll(/[\s\u00a0\u202f]/g, "").replace("−", "-");
    const match = /^(-?)0*(\d{1,15})(?:[.,](\d{1,6}))?$/.exec(plain);
    if (!match) return { problem: "Enter a number, such as 12 or 3.5." };
    const [, sign = "", whole = "", rest = ""] = match;
    const fraction = rest.replace(/0+$/, "");
    const size = fraction ? `${whole}.${fraction}` : whole;
    return { value: size === "0" ? "0" : sign + size };
  },
  date: (typed) => {
    const { day, why } = readDay(typed, { order: null });
    if (day) return { value: day };
    return {
      problem:
        why === "ambiguous"
          ? `${typed} could be two days. Write the month as a word.`
          : "Enter the date as day, month and year, such as 2 March 2026.",
    };
  },
  yes_no: (typed) =>
    typed === "yes" || typed === "no" ? { value: typed } : { problem: "Choose yes or no." },
};
