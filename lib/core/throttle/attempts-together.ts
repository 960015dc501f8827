import { sql } from "drizzle-orm";
import { batched } from "#lib/core/database/batch.ts";
import { connections } from "#lib/core/database/connections.ts";
import { prepared } from "#lib/core/database/prepared.ts";
import { translateDatabaseError } from "#lib/core/database/translate-error.ts";
import { tooOften } from "#lib/core/errors.ts";
import { type AttemptLimit, counterKey } from "./attempts.ts";

type Keyed<L = AttemptLimit> = readonly [limit: L, key: string];

/** What one caller counts: `take` in order, until a limit is passed; then `count`, whatever its limit; `read` counts nothing. */
type Attempts = {
  take?: readonly Keyed[];
  count?: Keyed;
  read?: Keyed<Pick<AttemptLimit, "name">>;
};

type Row = { n: number; attempts: number | null; known: number | null; wait: number | null };

// Callers who would wait for each other share the next call, because a transaction for each costs more than the counting.
const ask = batched(async (asked: object[]): Promise<(Row | undefined)[]> => {
  const given = JSON.stringify(asked.map((each, n) => ({ n, ...each })));
  const rows = await prepared<Row>(
    connections().writer,
    sql`select n, attempts, known, wait from count_attempts(${given}::jsonb)`,
  );
  const answers = new Map(rows.map((row) => [row.n, row]));
  return asked.map((_, n) => answers.get(n));
});

const hex = ([limit, key]: Keyed<Pick<AttemptLimit, "name">>) => counterKey(limit, key).toString("hex");

/**
 * Counts attempts for many callers in one call of one function: atomic, in Postgres, and failing without it, as in attempts.ts. What one
 * limit of `take` refuses uses up no other. `left` of `count` is negative when its limit is passed; `known` is what `read` found.
 * @throws AppError tooOften with the seconds left in the window of the limit that was passed, or unavailable.
 */
export async function countTogether({
  take = [],
  count,
  read,
}: Attempts): Promise<{ left: number; known: number }> {
  try {
    const row = await ask("", {
      take: take.map(hex),
      maxes: take.map(([{ max }]) => max),
      windows: take.map(([{ windowSeconds }]) => windowSeconds),
      count: count ? hex(count) : null,
      count_window: count?.[0].windowSeconds ?? null,
      read: read ? hex(read) : null,
    });
    if (!row) throw new Error("The attempt counters returned no row.");
    if (row.wait) throw tooOften(row.wait);
    return { left: (count?.[0].max ?? 0) - (row.attempts ?? 0), known: row.known ?? 0 };
  } catch (error) {
    throw translateDatabaseError(error);
  }
}
