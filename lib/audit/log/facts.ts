import type { Facts, Noun, Shown } from "#lib/core/audit/words.ts";
import { asCalendarDay, dayInWords } from "#lib/core/calendar-day.ts";
import type { Personal } from "./opened.ts";
import { reasonWords } from "./reasons.ts";
import { eventOf } from "./words.ts";

const aboutLabels: Record<string, string> = { member: "Person", address: "Email address" };

/** Returns an entry's further facts as names and values. Shows only those that its words list. */
export function factsOf(action: string, detail: Facts["detail"], about: Personal, noun: Noun | undefined) {
  const facts: { label: string; value: string }[] = [];
  const add = (label: string, value: string | null) => void (value && facts.push({ label, value }));
  if (typeof detail.because === "string")
    add("Reason", sentence(reasonWords(detail.because) ?? detail.because));
  for (const [field, shown] of Object.entries(eventOf(action)?.shows ?? {}))
    add(typeof shown === "string" ? shown : shown.label, valueIn(detail[field], shown));
  if (about === "erased") add("Personal data", "Erased");
  if (about === "broken") add("Personal data", "It does not open. Verify the log.");
  if (about !== null && typeof about === "object")
    // The sentence already names the affected user.
    for (const [field, label] of Object.entries(aboutLabels))
      if (field !== "member" || noun !== "user") add(label, about[field] ?? null);
  return facts;
}

function valueIn(value: unknown, shown: Shown): string | null {
  if (Array.isArray(value)) return value.map((each) => valueIn(each, shown)).join(", ");
  if (typeof value === "boolean") return value ? "Yes" : "No";
  // A count of zero is not worth a line.
  if (value === 0) return null;
  if (typeof value === "number") return new Intl.NumberFormat("en-GB").format(value);
  if (typeof value !== "string" || value === "") return null;
  const day = asCalendarDay(value);
  if (day) return dayInWords(day);
  return typeof shown === "object" && Object.hasOwn(shown.words, value)
    ? (shown.words[value] ?? value)
    : value;
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
