import type { Group } from "./groups.ts";

/** The facts an entry's words are made from. Their text may come from an attacker, so it is only shown. */
export type Facts = {
  /** The actor, as a name, "Somebody", "Mailneo" or "A subscriber". */
  who: string;
  /** The name of the user it happened to; null when unknown. */
  person: string | null;
  /** True when actor and person are the same user. */
  self: boolean;
  /** The target's name at that time, or today's name where none was recorded. */
  name: string | null;
  detail: Record<string, unknown>;
};

type Sentence = string | ((facts: Facts) => string);

/** The words for one action. */
export type EventWords = {
  group: Group;
  /** A second group in which the filter finds the entries whose `counted` field of `detail` is above zero. */
  alsoIn?: { group: Group; counted: string };
  /** Completes "Somebody tried to … and was refused", and names the event in the filter: "connect a mail account". */
  to: string;
  /** Completes "Anna …": "connected the mail account “Shop”". */
  did: Sentence;
  /** The whole sentence where the server acted for the actor, in two parts: "The server", "used the password …". */
  by?: (facts: Facts) => { who: string; what: string };
  /**
   * A step inside another event. "caused": only where an event or a job of the same request asked for it, because
   * one that nothing asked for is an alarm.
   */
  technical?: "always" | "caused";
  /** True when a visitor who did it has proved to be the user it is recorded for. */
  proves?: true;
  /** Completes "Somebody …" for a visitor who was refused: "tried to sign in to Anna’s account". */
  tried?: Sentence;
  /** The kind of thing that `target` is the id of, or a function of the detail where it varies. */
  target?: Noun | ((detail: Facts["detail"]) => Noun | undefined);
  /** Names the changed field where its values are personal; they are sealed as `was` and `is`. */
  renamed?: string;
  /** The fields of `detail` that are shown, with their labels. No other field is shown. */
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
  | "subjectRequest"
  | "suppression"
  | "apiKey"
  | "webhook";

/** The label of a field of `detail`, and words for its values where those are codes. */
export type Shown = string | { label: string; words: Record<string, string> };

/** Returns "1,204 sessions" for 1204 and "session", and "no sessions" for 0 or a value that is not a number. */
export function counted(value: unknown, one: string, many = `${one}s`): string {
  const count = typeof value === "number" ? value : 0;
  if (count === 0) return `no ${many}`;
  return `${new Intl.NumberFormat("en-GB").format(count)} ${count === 1 ? one : many}`;
}

/** Returns "the campaign “Spring”", or "a campaign" when its name is not known. */
export const the = (noun: string, { name }: Facts) =>
  name ? `the ${noun} “${name}”` : `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;

/** Returns "Anna’s", "their" when Anna did it, or "somebody’s" when the person is unknown. */
export const whose = ({ person, self }: Facts) => (self ? "their" : person ? `${person}’s` : "somebody’s");

/** Returns "Anna", "themselves" when Anna did it, or "somebody" when the person is unknown. */
export const whom = ({ person, self }: Facts) => (self ? "themselves" : (person ?? "somebody"));

/** Returns a text or number of `detail` as text, otherwise empty text. */
export const said = (detail: Facts["detail"], field: string) =>
  typeof detail[field] === "string" || typeof detail[field] === "number" ? String(detail[field]) : "";
