import { type SQL, sql } from "drizzle-orm";
import { everyNameOf } from "#lib/audit/log/renamed.ts";
import type { AuditFilters } from "./filters.ts";

/** The chains an actor may read. */
export type Scope = { chains: string[]; workspaceId: string };

/** Ids that were found for what was typed: a person's own, and those of rows that carry their address. */
export type Meant = { people: string[]; targets: string[] };

export type Way = "chain" | "action" | "target" | "person" | "bucket" | "request" | "result" | "entry";

/** One descent into one index: `key` is what the index holds besides the chain. */
export type Probe = { chain: string; key: string | null };

type Ways = { way: Way; probes: Probe[] }[];
/** How to find entries: the probes by the index they go into, and what else an entry must be. */
export type Plan = { ways: Ways; rest: SQL[] };
/** One thing that is sought: the index that leads to it, and how it is told when another index leads. */
export type Condition = { ways: Ways; fits: SQL };

/**
 * What is sought, each with the index that leads to it. `meant`: what each e-mail address stands for. `buckets`: the index keys of a sought
 * network address.
 */
export function conditionsOf(
  scope: Scope,
  filters: AuditFilters,
  { meant = [], buckets }: { meant?: Meant[]; buckets?: number[] | undefined },
): Condition[] {
  const { type, result, person, q } = filters;
  // What a person did is in the workspace's chain and in their own.
  const chains = person
    ? scope.chains.filter((chain) => chain === person || chain === scope.workspaceId)
    : scope.chains;
  const actions =
    q?.kind === "events" ? (type?.filter((each) => q.actions.includes(each)) ?? q.actions) : type;
  const found: Condition[] = [];
  const add = (fits: SQL, ...ways: Ways) => void found.push({ ways, fits });
  const each = (keys: readonly string[]): Probe[] =>
    chains.flatMap((chain) => keys.map((key) => ({ chain, key })));
  // The index of persons knows no chains, and a person's entries are in two of them.
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

/** Without anything sought: the chains themselves, newest first. */
export const everything = ({ chains }: Scope): Ways => [
  { way: "chain", probes: chains.map((chain) => ({ chain, key: null })) },
];

/** A list as a parameter of its own: an array's text form would have to be escaped, JSON is. */
function list(values: readonly string[], type: SQL = sql`text`): SQL {
  return sql`(select coalesce(array_agg(each::${type}), '{}') from jsonb_array_elements_text(${JSON.stringify(values)}::jsonb) each)::${type}[]`;
}
