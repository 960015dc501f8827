import type { Noun } from "#lib/core/audit/words.ts";
import type { Change } from "./changes.ts";
import type { AuditAction } from "./vocabulary.ts";
import type { Result } from "./words.ts";

/** Somebody or something an entry names. `known`: it is still there to be looked at. */
export type Named = { id: string; name: string | null; known: boolean };

/** Where it came from; "erased" once the person's data is destroyed, "broken" when it does not open. */
export type Where =
  | { ip: string | null; place: string; device: string; userAgent: string | null }
  | "erased"
  | "broken"
  | null;

/** An entry of the audit log in words. Every text may be of unknown origin. */
export type Entry = {
  id: string;
  chain: "workspace" | "account";
  seq: number;
  /** Hex. */
  hash: string;
  at: Date;
  /** To the microsecond, as it is hashed. */
  exactly: string;
  action: AuditAction | (string & {});
  result: Result;
  who: string;
  what: string;
  actor: { kind: string; id: string | null; email: string | null };
  target: (Named & { noun: Noun }) | null;
  /** What the entry says besides, by its name. */
  facts: { label: string; value: string }[];
  changes: Change[];
  where: Where;
  requestId: string | null;
};
