import type { Noun } from "#lib/core/audit/words.ts";
import type { Change } from "./changes.ts";
import type { AuditAction } from "./vocabulary.ts";
import type { Result } from "./words.ts";

/** User or thing an entry names. `known` means that it still exists. */
export type Named = { id: string; name: string | null; known: boolean };

/** Origin of the action; "erased" once the user's data is destroyed, "broken" when it does not open. */
export type Where =
  | { ip: string | null; place: string; device: string; userAgent: string | null }
  | "erased"
  | "broken"
  | null;

/** Entry of the audit log in words. Every text may come from an attacker. */
export type Entry = {
  id: string;
  chain: "workspace" | "account";
  seq: number;
  /** Hash in hex. */
  hash: string;
  at: Date;
  /** Time to the microsecond, as it is hashed. */
  exactly: string;
  action: AuditAction | (string & {});
  result: Result;
  who: string;
  what: string;
  actor: { kind: string; id: string | null; email: string | null };
  target: (Named & { noun: Noun }) | null;
  /** Further facts of the entry, each with its name. */
  facts: { label: string; value: string }[];
  changes: Change[];
  where: Where;
  requestId: string | null;
  /** Entries with the same cause are one event: a sign-in, an import. */
  cause: string;
  technical: boolean;
  /** A secret was opened and nothing asked for it. */
  alarm: boolean;
  /** Set on the one entry for refusals that were too many to record each: how many more, between which times. */
  more: { count: number; since: Date; until: Date } | null;
};
