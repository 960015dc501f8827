import type { Group } from "./groups.ts";

/** What the words of an entry are made from. Every value is text of unknown origin: shown, never believed. */
export type Facts = {
  /** Who did it: a name, "Somebody", "Mailneo", "A subscriber". */
  who: string;
  /** Whose account it happened to or whom it was done to; null when nobody knows. */
  person: string | null;
  /** Whether those two are one. */
  self: boolean;
  /** What it was done to, by its name at that time or, where none was noted, today's. */
  name: string | null;
  detail: Record<string, unknown>;
};

type Sentence = string | ((facts: Facts) => string);

/** The words for one action. */
export type EventWords = {
  group: Group;
  /** Completes "Somebody was refused: …", and names the event in the filter: "connect a mail account". */
  to: string;
  /** Completes "Anna …": "connected the mail account “Shop”". */
  did: Sentence;
  /** A visitor who did it has proved to be the person it is recorded for. */
  proves?: true;
  /** Completes "Somebody …" for a visitor who was refused: "tried to sign in to Anna’s account". */
  tried?: Sentence;
  /** What `target` is the id of, where it is always the same. */
  target?: Noun | ((detail: Facts["detail"]) => Noun | undefined);
  /** What changed, where the values are personal: sealed as `was` and `is`. */
  renamed?: string;
  /** Which parts of `detail` are shown, and how they are called. What is not here is not shown. */
  shows?: Record<string, Shown>;
};

export type Noun =
  | "user"
  | "session"
  | "passkey"
  | "workspace"
  | "invitation"
  | "recovery"
  | "emailAccount"
  | "sendingDomain"
  | "newsletter"
  | "campaign"
  | "contact"
  | "import"
  | "suppression";

/** A part of `detail`: its name, and its values in words where they are codes. */
export type Shown = string | { label: string; words: Record<string, string> };

/** 1204, "session" → "1,204 sessions"; what is no number is nothing: "no sessions". */
export function counted(value: unknown, one: string, many = `${one}s`): string {
  const count = typeof value === "number" ? value : 0;
  if (count === 0) return `no ${many}`;
  return `${new Intl.NumberFormat("en-GB").format(count)} ${count === 1 ? one : many}`;
}

/** "the campaign “Spring”", or "a campaign" when its name is not known. */
export const the = (noun: string, { name }: Facts) =>
  name ? `the ${noun} “${name}”` : `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;

/** "Anna’s", "their" when Anna did it, "somebody’s" when nobody knows. */
export const whose = ({ person, self }: Facts) => (self ? "their" : person ? `${person}’s` : "somebody’s");

/** "Anna", "themselves" when Anna did it, "somebody" when nobody knows. */
export const whom = ({ person, self }: Facts) => (self ? "themselves" : (person ?? "somebody"));

/** One value of `detail` as text; empty when it is not there. */
export const said = (detail: Facts["detail"], field: string) =>
  typeof detail[field] === "string" || typeof detail[field] === "number" ? String(detail[field]) : "";
