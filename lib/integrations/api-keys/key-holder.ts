import type { ApiKey, Origin } from "#lib/core/actor.ts";
import { lookup } from "#lib/core/database/lookup.ts";
import { single } from "#lib/core/database/single.ts";
import { logError } from "#lib/core/log.ts";
import type { ApiKeyParts } from "#lib/crypto/api-key.ts";
import type { Plan } from "#lib/integrations/rate-limits/plan-limits.ts";
import { inRanges } from "./ip-ranges.ts";

/** Who a key speaks for. */
export type KeyHolder = {
  actor: ApiKey;
  key: { id: string; name: string; environment: "live" | "test"; scopes: string[]; lastFour: string };
  workspace: { id: string; name: string };
  plan: Plan;
  /** False for an address from which the key may not be used. */
  hereToo: boolean;
};

/** What the database says of a key. */
export type KeyRow = {
  workspace_id: string;
  key_id: string;
  name: string;
  environment: "live" | "test";
  scopes: string[];
  ip_ranges: string[];
  last_four: string;
  created_by: string;
  workspace_name: string;
  plan: Plan;
};

/** Minutes in which a use from the same address is not noted again by this process. */
const noted = new Map<string, number>();
const MINUTE_MS = 60_000;
const MOST_NOTED = 10_000;

/**
 * Returns what the database says of a key now. Null for one that is unknown, revoked or over. Nothing is cached, so that a revoked key is
 * refused at once everywhere.
 * @throws AppError unavailable
 */
export async function keyRow({ id, hash }: ApiKeyParts): Promise<KeyRow | null> {
  const [row] = await lookup<KeyRow>`select * from api_key_holder(${id}, ${hash})`;
  return row ?? null;
}

/** Returns who the key speaks for, and notes its use. */
export function holderOf(row: KeyRow, origin: Origin): KeyHolder {
  const hereToo = inRanges(origin.ip, row.ip_ranges);
  if (hereToo) noteUse(row, origin.ip);
  const { workspace_id: workspaceId, key_id: id, name, environment, scopes } = row;
  return {
    actor: { kind: "apiKey", keyId: id, workspaceId, scopes, environment, madeBy: row.created_by, origin },
    key: { id, name, environment, scopes, lastFour: row.last_four },
    workspace: { id: workspaceId, name: row.workspace_name },
    plan: row.plan,
    hereToo,
  };
}

// Behind the answer: a use that is not noted refuses nobody.
function noteUse({ workspace_id, key_id }: KeyRow, ip: string | null) {
  const use = `${key_id} ${ip}`;
  const now = Date.now();
  if (now - (noted.get(use) ?? 0) < MINUTE_MS) return;
  if (noted.size >= MOST_NOTED) noted.clear();
  noted.set(use, now);
  void single`select note_api_key_use(${workspace_id}, ${key_id}, ${ip})`.catch((error) =>
    logError(error, { event: "api-key-use" }),
  );
}
