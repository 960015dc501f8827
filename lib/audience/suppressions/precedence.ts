import { sql } from "drizzle-orm";

export type Reason = "complained" | "unsubscribed" | "bounced" | "manual";

/**
 * Reasons from the strongest to the weakest: what the law and providers know of, then every other wish, then a mailbox's state. Of
 * two reasons for one address the stronger one stands. A suppression by hand is a wish: a bounce that turns out to be the sender's
 * own fault is lifted, and must not take it along.
 */
export const precedence: readonly Reason[] = ["complained", "unsubscribed", "manual", "bounced"];

/** Reasons that the person alone lifts, by subscribing again, or that nobody lifts. */
export const isTheirs = (reason: Reason): boolean => reason === "complained" || reason === "unsubscribed";

/** Returns the rank of a reason in a column, 1 for the strongest. */
export const rankOf = (column: string) =>
  sql.raw(`array_position(array['${precedence.join("', '")}'], ${column})`);
