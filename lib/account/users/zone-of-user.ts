import { sql } from "drizzle-orm";
import { users } from "#db/schema/users.ts";
import type { TimeZone } from "#lib/core/time-zone.ts";

/** Column beside those of `users`: the zone in which mails to each of them write times. */
export const mailZone = sql<TimeZone>`time_zone_of(${users.id})`;
