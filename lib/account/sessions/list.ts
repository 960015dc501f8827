import { and, desc, eq, gt, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { sessions } from "#db/schema/sessions.ts";
import { describeDevice, deviceName } from "#lib/account/devices/device-name.ts";
import { placeName } from "#lib/account/devices/location.ts";
import { signedIn } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/** The most live sessions of a user. A sign-in beyond it ends the one used least lately. */
export const MOST_SESSIONS = 100;

/** Returns the caller's live sessions: the asking browser first, then the latest used. These are all, because a user has at most 100. */
export const listMySessions = query({
  name: "session.list",
  allow: signedIn,
  input: z.object({}),
  async run({ db, actor }) {
    const rows = await db
      .select({
        id: sessions.id,
        amr: sessions.amr,
        createdAt: sessions.createdAt,
        lastSeenAt: sessions.lastSeenAt,
        ip: sessions.ip,
        userAgent: sessions.userAgent,
        country: sessions.country,
        city: sessions.city,
        name: sessions.name,
      })
      .from(sessions)
      .where(
        and(
          eq(sessions.userId, actor.userId),
          isNull(sessions.revokedAt),
          gt(sessions.lastSeenAt, sql`now() - interval '30 days'`),
          gt(sessions.absoluteExpiresAt, sql`now()`),
        ),
      )
      .orderBy(desc(eq(sessions.id, actor.sessionId)), desc(sessions.lastSeenAt), desc(sessions.id))
      .limit(MOST_SESSIONS);
    return rows.map(({ userAgent, country, city, amr, ...row }) => ({
      ...row,
      current: row.id === actor.sessionId,
      device: deviceName(userAgent),
      kind: describeDevice(userAgent).kind,
      place: placeName({ country, city }),
      proof: proofName(amr),
    }));
  },
});

/** Returns the proofs of a session in words. */
function proofName(amr: string[]): string {
  const ways = [
    amr.includes("pwd") && "password",
    amr.includes("otp") && "code",
    amr.includes("hwk") && "passkey",
  ].filter((way) => way !== false);
  return ways.length === 3 ? "password, code and passkey" : ways.join(" and ") || "link";
}
