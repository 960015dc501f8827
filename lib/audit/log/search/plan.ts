import { type SQL, sql } from "drizzle-orm";
import { everyNameOf } from "#lib/audit/log/renamed.ts";
import type { AuditFilters } from "./filters.ts";

/** Chains an actor may read. */
export type Scope = { chains: string[]; workspaceId: string };

/** Ids that belong to a typed address: of users, and of rows that carry that address. */
export type Meant = { people: string[]; targets: string[] };

export type Way = "chain" | "action" | "target" | "person" | "bucket" | "request" | "result" | "entry";

/** One lookup in one index. `key` is the index column beside the chain. */
export type Probe = { chain: string; key: string | null };

type Ways = { way: Way; probes: Probe[] }[];
/** Way to find entries: the probes of one index, and the conditions an entry must also meet. */
export type Plan = { ways: Ways; rest: SQL[] };
/** One search condition: the index that leads to it, and the SQL that checks it when another index leads. */
export type Condition = { ways: Ways; fits: SQL };

/**
 * Returns the search conditions, each with the index that leads to it. `meant` maps each e-mail
 * address to its ids. `buckets` holds the index keys of a sought network address.
 */
export function conditionsOf(
  scope: Scope,
  filters: AuditFilters,
  { meant = [], buckets }: { meant?: Meant[]; buckets?: number[] | undefined },
): Condition[] {
  const { type, result, person, q } = filters;
  // A user's actions are in the workspace's chain and in the user's own.
  const chains = person
    ? scope.chains.filter((chain) => chain === person || chain === scope.workspaceId)
    : scope.chains;
  const actions =
    q?.kind === "events" ? (type?.filter((each) => q.actions.includes(each)) ?? q.actions) : type;
  const found: Condition[] = [];
  const add = (fits: SQL, ...ways: Ways) => void found.push({ ways, fits });
  const each = (keys: readonly string[]): Probe[] =>
    chains.flatMap((chain) => keys.map((key) => ({ chain, key })));
  // The index of persons has no chain column, and a user's entries are in two chains.
  const byPerson = (ids: readonly string[]): Ways[number] => ({
    way: "person",
    probes: each(ids).filter(({ chain, key }) => chain === key || chain === scope.workspaceId),
  });

  if (q?.kind === "reference")
    add(sql`e.request_id = ${q.reference}`, { way: "request", probes: each([q.reference]) });
  if (q?.kind === "id")
    add(
      sql`(e.request_id = ${q.id} or e.target = ${q.id} or e.user_id = ${q.id}::uuid or e.id = ${q.id}::uuid)`,
      { way: "request", probes: each([q.id]) },
      { way: "target", probes: each([q.id]) },
      byPerson([q.id]),
      { way: "entry", probes: each([q.id]) },
    );
  for (const { people, targets } of meant) {
    const all = [...targets, ...people];
    add(
      sql`(e.target = any(${list(all)}) or e.user_id = any(${list(people, sql`uuid`)}))`,
      { way: "target", probes: each(all) },
      byPerson(people),
    );
  }
  if (buckets) {
    const keys = buckets.map(String);
    add(sql`e.ip_bucket = any(${list(keys, sql`smallint`)})`, { way: "bucket", probes: each(keys) });
  }
  if (person) {
    add(sql`(e.user_id = ${person}::uuid or e.target = ${person})`, byPerson([person]), {
      way: "target",
      probes: each([person]),
    });
  }
  if (actions) {
    const names = actions.flatMap(everyNameOf);
    add(sql`e.action = any(${list(names)})`, { way: "action", probes: each(names) });
  }
  if (result && result !== "done") add(sql`e.result = ${result}`, { way: "result", probes: each([result]) });
  if (result === "done") add(sql`e.result = 'done'`);

  return found;
}

/** Returns the way of a search without conditions: the chains themselves, newest first. */
export const everything = ({ chains }: Scope): Ways => [
  { way: "chain", probes: chains.map((chain) => ({ chain, key: null })) },
];

/** Returns a list as one JSON parameter, because an array's text form would have to be escaped. */
function list(values: readonly string[], type: SQL = sql`text`): SQL {
  return sql`(select coalesce(array_agg(each::${type}), '{}') from jsonb_array_elements_text(${JSON.stringify(values)}::jsonb) each)::${type}[]`;
}
