import { sql } from "drizzle-orm";

export type Reason = "complained" | "unsubscribed" | "bounced" | "manual";

/**
 * Reasons from the strongest to the weakest: law and providers before our own notes, a person's wish before a mailbox's
 * state. Of two reasons for one address the stronger one stands.
 */
export const precedence: readonly Reason[] = ["complained", "unsubscribed", "bounced", "manual"];

/** Reasons that the person alone lifts, by subscribing again, or that nobody lifts. */
export const isTheirs = (reason: Reason): boolean => reason === "complained" || reason === "unsubscribed";

/** Returns the rank of a reason in a column, 1 for the strongest. */
export const rankOf = (column: string) =>
  sql.raw(`array_position(array['${precedence.join("', '")}'], ${column})`);
