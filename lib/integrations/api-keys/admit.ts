import type { Origin } from "#lib/core/actor.ts";
import { batched } from "#lib/core/database/batch.ts";
import { count } from "#lib/core/database/count.ts";
import { type ApiKeyParts, parseApiKey } from "#lib/crypto/api-key.ts";
import type { Taken } from "#lib/integrations/rate-limits/local-buckets.ts";
import { planLimits } from "#lib/integrations/rate-limits/plan-limits.ts";
import { prefixOf } from "#lib/integrations/rate-limits/rate-limiter.ts";
import { stepOf } from "#lib/integrations/rate-limits/step-of.ts";
import { takenWith, takeRequest } from "#lib/integrations/rate-limits/take-request.ts";
import { holderOf, type KeyHolder, type KeyRow, keyRow } from "./key-holder.ts";

/** Null: no key that works; nothing taken, because the key may not be used from here. */
type Admitted = { holder: KeyHolder | null; taken: Taken | null };

type Row = KeyRow & { n: number; tokens: number | null; reset: string | null };

/**
 * Returns who a key speaks for, as the database knows it now, and takes one request of their workspace. Where Postgres keeps the buckets,
 * requests that arrive together share one statement for both. A key that is mistyped, unknown, revoked or over has no holder.
 * @throws AppError unavailable
 */
export async function admitProgram(given: string, origin: Origin): Promise<Admitted> {
  const parts = parseApiKey(given);
  if (!parts) return { holder: null, taken: null };
  const together = await takenWith(() => ask("", parts));
  const row = together ? together.row : await keyRow(parts);
  if (!row) return { holder: null, taken: null };
  const holder = holderOf(row, origin);
  if (!holder.hereToo) return { holder, taken: null };
  const limit = planLimits[holder.plan];
  const taken = together?.taken ?? (await takeRequest(holder.workspace.id, limit));
  return { holder, taken };
}

const ask = batched(async (keys: ApiKeyParts[]): Promise<{ row: KeyRow | null; taken: Taken | null }[]> => {
  // Both are letters and digits, by the form of a key.
  const ids = `{${keys.map(({ id }) => id).join(",")}}`;
  const hashes = `{${keys.map(({ hash }) => hash.toString("hex")).join(",")}}`;
  const rows =
    await count<Row>`select * from admit_programs(${ids}::text[], ${hashes}::text[], ${limits}::text::jsonb)`;
  const found = new Map(rows.map((row) => [row.n, row]));
  return keys.map((_, at) => {
    const row = found.get(at + 1) ?? null;
    return { row, taken: row && takenOf(row) };
  });
});

function takenOf({ tokens, reset, plan }: Row): Taken | null {
  if (tokens === null) return null;
  const limit = planLimits[plan].burst;
  return { success: tokens >= 0, limit, remaining: Math.max(0, tokens), reset: Number(reset) };
}

/** The limits of each plan, as admit_programs reads them. */
const limits = JSON.stringify(
  Object.fromEntries(
    Object.entries(planLimits).map(([plan, limit]) => [
      plan,
      { prefix: `${prefixOf(limit)}:`, burst: limit.burst, every: stepOf(limit), rate: limit.rate },
    ]),
  ),
);
