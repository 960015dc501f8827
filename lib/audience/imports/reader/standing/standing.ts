/** What a file says about one person's mail. `never` is a person who never accepted any: no consent, and nothing to suppress. */
export const standings = ["mail", "left", "bounced", "complained", "never"] as const;
export type Standing = (typeof standings)[number];

/**
 * What a column tells about it. `status` holds words or numbers. `left`, `bounced` and `complained` hold yes, a date or a reason.
 * `blocked` does too, for whichever of these reasons another column names.
 * `subscribed` is yes or no, and no means that they left; `accepts` is yes or no, and no means that they never accepted.
 * `receives` names what a person gets, and is empty for one who gets nothing.
 */
export const standingKinds = [
  "status",
  "left",
  "blocked",
  "bounced",
  "complained",
  "subscribed",
  "accepts",
  "receives",
] as const;
export type StandingKind = (typeof standingKinds)[number];

export type StandingColumn = {
  column: number;
  as: StandingKind;
  /** True where a cell may be missing without saying anything, as a key of a JSON object may. */
  mayBeEmpty?: boolean | undefined;
};

/** What a member said that a value means. `value` is spelled as `standingKey` spells it; "" is an empty cell. */
export type Meaning = { column: number; value: string; means: Standing };

/** Reason of a suppression, as the ledger stores it. */
export type StopReason = "unsubscribed" | "bounced" | "complained" | "manual";

export const stopReasons: Record<Exclude<Standing, "mail" | "never">, StopReason> = {
  left: "unsubscribed",
  bounced: "bounced",
  complained: "complained",
};

/** What a cell says: "unknown" for a value that nobody explained, "blocked" for a stop without its reason, null for nothing. */
export type Said = Standing | "unknown" | "blocked" | null;

/** Of several columns the gravest counts. A value that nobody explained is never outvoted by one that says "mail". */
const gravest: Said[] = [null, "mail", "unknown", "never", "blocked", "bounced", "left", "complained"];

export const graver = (one: Said, two: Said): Said =>
  gravest.indexOf(two) > gravest.indexOf(one) ? two : one;
