import { type SQL, sql } from "drizzle-orm";
import { everyNameOf } from "#lib/audit/log/renamed.ts";
import type { AuditAction } from "#lib/audit/log/vocabulary.ts";
import { partsOf } from "#lib/audit/log/words.ts";
import type { AuditFilters } from "./filters.ts";

/** Chains an actor may read. */
export type Scope = { chains: string[]; workspaceId: string };

/**
 * What a typed address or text stands for: users, rows that carry that address or name, events whose words it
 * has, and the reference of a request.
 */
export type Meant = {
  people: string[];
  targets: string[];
  actions?: AuditAction[];
  reference?: string;
};

export type Way = "chain" | "action" | "target" | "person" | "bucket" | "request" | "result" | "entry";

/** One lookup in one index. `key` is the index column beside the chain. */
export type Probe = { chain: string; key: string | null };

type Ways = { way: Way; probes: Probe[] }[];
/** Way to find entries: the probes of one index, and the conditions an entry must also meet. */
export type Plan = { ways: Ways; rest: SQL[] };
/** One search condition: the index that leads to it, and the SQL that checks it when another index leads. */
export type Condition = { ways: Ways; fits: SQL };

/**
 * Returns the search conditions, each with the index that leads to it. `meant` holds what each typed
 * address or text stands for. `buckets` holds the index keys of a sought network address.
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
  const found: Condition[] = [];
  const add = (fits: SQL, ...ways: Ways) => void found.push({ ways, fits });
  const each = (keys: readonly string[]): Probe[] =>
    chains.flatMap((chain) => keys.map((key) => ({ chain, key })));
  // The index of persons has no chain column, and a user's entries are in two chains.
  const byPerson = (ids: readonly string[]): Ways[number] => ({
    way: "person",
    probes: each(ids).filter(({ chain, key }) => chain === key || chain === scope.workspaceId),
  });

  // Things are in the workspace's chain alone.
  const ofWorkspace = (keys: readonly string[]) =>
    each(keys).filter(({ chain }) => chain === scope.workspaceId);

  if (q?.kind === "id")
    add(
      sql`(e.request_id = ${q.id} or e.target = ${q.id} or e.user_id = ${q.id}::uuid or e.id = ${q.id}::uuid)`,
      { way: "request", probes: each([q.id]) },
      { way: "target", probes: each([q.id]) },
      byPerson([q.id]),
      { way: "entry", probes: each([q.id]) },
    );
  for (const { people, targets, actions = [], reference } of meant) {
    const all = [...targets, ...people];
    const names = actions.flatMap(everyNameOf);
    const requests = reference ? [reference] : [];
    add(
      sql`(e.target = any(${list(all)}) or e.user_id = any(${list(people, sql`uuid`)}) or e.action = any(${list(names)})
        or e.request_id = any(${list(requests)}))`,
      { way: "target", probes: [...ofWorkspace(targets), ...byPerson(people).probes] },
      byPerson(people),
      { way: "action", probes: each(names) },
      { way: "request", probes: each(requests) },
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
  if (type) {
    const names = type.flatMap(everyNameOf);
    add(sql`e.action = any(${list(names)})`, { way: "action", probes: each(names) });
    for (const { action, counted } of partsOf(type))
      add(
        sql`(e.action <> all(${list(everyNameOf(action))}) or coalesce((e.detail ->> ${counted})::bigint, 0) > 0)`,
      );
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
