import { sql } from "drizzle-orm";

/** Where a subscription waits that rests on a program alone, so that a word that holds takes its place. */
export const waitsForAWord = sql`subscriptions.by_program and subscriptions.confirmed_at is null and subscriptions.unsubscribed_at is null`;
