import { sql } from "drizzle-orm";
import ipaddr from "ipaddr.js";
import { originsOf } from "#lib/audit/log/opened.ts";
import type { InWorkspace } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { ipBucket } from "#lib/core/vault/person-keys.ts";
import { work } from "#lib/core/work.ts";
import { type AddressSought, type AuditFilters, isWithin } from "./filters.ts";
import { meantByWords } from "./meant-by-words.ts";
import { type Condition, conditionsOf, type Meant, type Scope } from "./plan.ts";
import type { Row } from "./read.ts";

type Network = Extract<AddressSought, { kind: "network" }>;

/** Search conditions, and the check of matches that only opened data can confirm. */
export type Search = {
  conditions: Condition[];
  /** Keeps the entries that really come from the sought address; null when no address is sought. */
  only: ((rows: Row[]) => Promise<Row[]>) | null;
};

/**
 * Turns filters into conditions. Finds the ids of e-mail addresses and the index keys of a network
 * address.
 */
export async function searchFor(
  db: Transaction,
  actor: InWorkspace,
  scope: Scope,
  filters: AuditFilters,
): Promise<Search> {
  const { address, q } = filters;
  const meant = await Promise.all([
    ...(address?.kind === "email" ? [meantBy(db, actor, address.email)] : []),
    ...(q?.kind === "email" ? [meantByPart(db, actor, q.email)] : []),
    ...(q?.kind === "words" ? [meantByWords(db, actor, q)] : []),
  ]);
  const network = address?.kind === "network" ? address : null;
  const buckets = network ? await bucketsOf(actor, network) : undefined;
  return {
    conditions: conditionsOf(scope, filters, { meant, buckets }),
    only: network && ((rows) => onlyFrom(actor, rows, network)),
  };
}

/**
 * Returns the ids an address stands for: a contact's, an invitation's, a suppression's, and an
 * account's. The account must be a member's or one that an entry here is about; other accounts are
 * never found.
 */
async function meantBy(db: Transaction, { workspaceId }: InWorkspace, email: string): Promise<Meant> {
  const rows = await db.execute<{ kind: "person" | "target"; id: string }>(sql`
    select 'person' as kind, u.id from users u where u.email = ${email} and (
      exists (select from memberships m where m.workspace_id = ${workspaceId} and m.user_id = u.id)
      or exists (select from audit_events e where e.target = u.id::text and e.chain_id = ${workspaceId}))
    union all select 'target', id from contacts where workspace_id = ${workspaceId} and email = ${email}
    union all select 'target', id from suppressions where workspace_id = ${workspaceId} and email = ${email}
    union all select 'target', id from invitations where workspace_id = ${workspaceId} and email = ${email}
    limit 50`);
  const of = (kind: string) => rows.filter((row) => row.kind === kind).map(({ id }) => id);
  return { people: of("person"), targets: of("target") };
}

/** Returns the ids of a whole address, and of those that it is a part of, because "ada@mail" may be either. */
async function meantByPart(db: Transaction, actor: InWorkspace, email: string): Promise<Meant> {
  const [whole, part] = await Promise.all([
    meantBy(db, actor, email),
    meantByWords(db, actor, { text: email, actions: [] }),
  ]);
  const both = (of: "people" | "targets") => [...new Set([...whole[of], ...part[of]])];
  return { people: both("people"), targets: both("targets") };
}

const MOST_BUCKETS = 1024;

async function bucketsOf(actor: InWorkspace, network: Network): Promise<number[] | undefined> {
  const addresses = addressesIn(network);
  if (!addresses) return undefined;
  const key = await work(actor, ({ vault }) => vault.auditKey(null));
  return [...new Set(addresses.map((ip) => ipBucket(key, ip)))];
}

/** Returns every address of a range as the log writes them; null when there are too many. */
function addressesIn({ first, bits }: Network): string[] | null {
  const start = ipaddr.parse(first);
  const free = start.kind() === "ipv4" ? 32 - bits : 128 - bits;
  if (2 ** free > MOST_BUCKETS) return null;
  const cidr = `${first}/${bits}`;
  const bytes = (
    start.kind() === "ipv4"
      ? ipaddr.IPv4.networkAddressFromCIDR(cidr)
      : ipaddr.IPv6.networkAddressFromCIDR(cidr)
  ).toByteArray();
  return Array.from({ length: 2 ** free }, (_, at) => {
    const own = [...bytes];
    const last = own.length - 1;
    own[last] = (own[last] ?? 0) + (at & 255);
    own[last - 1] = (own[last - 1] ?? 0) + (at >> 8);
    return ipaddr.fromByteArray(own).toString();
  });
}

async function onlyFrom(actor: InWorkspace, rows: Row[], network: Network): Promise<Row[]> {
  const origins = await originsOf(actor.workspaceId, rows);
  return rows.filter((_, at) => {
    const origin = origins[at];
    return typeof origin === "object" && origin !== null && isWithin(origin.ip ?? "", network);
  });
}
