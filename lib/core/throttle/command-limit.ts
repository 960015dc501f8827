import type { Actor, ApiKey, Member, User } from "#lib/core/actor.ts";
import { tooOften } from "#lib/core/errors.ts";
import type { Policy } from "#lib/core/policies.ts";
import { countAttempt } from "./attempts.ts";

/** How often a command may run for one workspace, user or session. */
export type CommandLimit = {
  /** A session, where another session of the same user must not be kept out. */
  per: "workspace" | "user" | "session";
  max: number;
  windowSeconds: number;
  /** Counts what the programs of a workspace run too, apart from its people. Their other commands have the limits of the plan. */
  programs?: true;
  /** A sentence that names the limit, before the one that names the wait. */
  words?: string;
};

type Declared = { name: string; allow: Policy; limit?: CommandLimit | undefined };

const creating = /\.(?:add|begin|connect|create|duplicate|import|invite|request|start)(?:_|$)/;
const usual = { max: 120, windowSeconds: 3600 };

/**
 * Returns the limit of a command: the declared one, or the usual one for a name that says that something is created.
 * Null for the others, for jobs, and for forms that visitors use, which count by network and address.
 */
export function limitOf({ name, allow, limit }: Declared): CommandLimit | null {
  if (limit) return limit;
  const session = { userId: "", sessionId: "", authTime: new Date(0), origin };
  const user = allow.admits({ kind: "user", ...session });
  const member = allow.admits({ kind: "member", workspaceId: "", role: "owner", ...session });
  if (!creating.test(name) || !(user || member) || allow.admits({ kind: "anonymous", origin })) return null;
  return { per: user ? "user" : "workspace", ...usual };
}

const origin = { ip: null, userAgent: null, requestId: "" };

/**
 * Counts one run of a command by a member or user, and by a program where the limit says so. Jobs are not counted.
 * @throws AppError tooOften, or unavailable when the run cannot be counted.
 */
export async function countRun(name: string, limit: CommandLimit | null, actor: Actor): Promise<void> {
  if (limit === null || !isCounted(limit, actor)) return;
  const { left, retryAfter } = await countAttempt(runsOf(name, limit), countedFor(limit, actor));
  if (left < 0) throw tooOften(retryAfter, limit.words ?? "You've done that too often.");
}

const isCounted = ({ programs }: CommandLimit, actor: Actor): actor is Member | User | ApiKey =>
  actor.kind === "member" || actor.kind === "user" || (programs === true && actor.kind === "apiKey");

/** Returns the id whose runs are counted together. */
export function countedFor({ per }: CommandLimit, actor: Member | User | ApiKey): string {
  if (actor.kind === "apiKey") return `programs of ${actor.workspaceId}`;
  if (per === "session") return actor.sessionId;
  return per === "workspace" && actor.kind === "member" ? actor.workspaceId : actor.userId;
}

/** Returns the limit as the counted attempts of a command. */
export const runsOf = (name: string, { max, windowSeconds }: CommandLimit) => ({
  name: `command:${name}`,
  max,
  windowSeconds,
});
