import { type SQL, sql } from "drizzle-orm";
import type { AuditFilters } from "./filters.ts";

/** The chains an actor may read. */
export type Scope = { chains: string[]; workspaceId: string };

/** Ids that were found for what was typed: a person's own, and those of rows that carry their address. */
export type Meant = { people: string[]; targets: string[] };

export type Way = "chain" | "action" | "target" | "person" | "bucket" | "request" | "result" | "entry";

/** One descent into one index: `key` is what the index holds besides the chain. */
export type Probe = { chain: string; key: string | null };

/** How to find entries: the probes by the index they go into, and what else an entry must be. */
export type Plan = { ways: { way: Way; probes: Probe[] }[]; rest: SQL[] };

// Beyond so many probes, reading the chains themselves and picking is cheaper than descending into an index for each.
const MOST_PROBES = 400;

/**
 * Chooses the index for what is sought: the rarest thing first (a request, an id, an address, a person, an event, a refusal), the rest is
 * compared entry by entry. `meant`: what each e-mail address stands for. `buckets`: the index keys of a sought network address.
 * `all` is the whole of it as conditions, for who reads every entry anyway.
 */
export function planOf(
  scope: Scope,
  filters: AuditFilters,
  { meant = [], buckets }: { meant?: Meant[]; buckets?: number[] | undefined },
): Plan & { all: SQL[] } {
  const { chains } = scope;
  const { type, result, person, q } = filters;
  const actions =
    q?.kind === "events" ? (type?.filter((each) => q.actions.includes(each)) ?? q.actions) : type;
  const open: { ways: Plan["ways"]; rest: SQL }[] = [];
  const add = (rest: SQL, ...ways: Plan["ways"]) => void open.push({ ways, rest });
  const each = (keys: readonly string[], within = chains): Probe[] =>
    within.flatMap((chain) => keys.map((key) => ({ chain, key })));

  if (q?.kind === "reference")
    add(sql`e.request_id = ${q.reference}`, { way: "request", probes: each([q.reference]) });
  if (q?.kind === "id")
    add(
      sql`(e.request_id = ${q.id} or e.target = ${q.id} or e.user_id = ${q.id}::uuid or e.id = ${q.id}::uuid)`,
      { way: "request", probes: each([q.id]) },
      { way: "target", probes: each([q.id]) },
      { way: "person", probes: each([q.id]) },
      { way: "entry", probes: each([q.id]) },
    );
  for (const { people, targets } of meant) {
    const all = [...targets, ...people];
    add(
      sql`(e.target = any(${list(all)}) or e.user_id = any(${list(people)}::uuid[]))`,
      { way: "target", probes: each(all) },
      { way: "person", probes: each(people) },
    );
  }
  if (buckets) {
    const keys = buckets.map(String);
    add(sql`e.ip_bucket = any(${list(keys)}::smallint[])`, { way: "bucket", probes: each(keys) });
  }
  if (person) {
    const theirs = chains.filter((chain) => chain === person || chain === scope.workspaceId);
    add(
      sql`(e.user_id = ${person}::uuid or e.target = ${person})`,
      { way: "person", probes: each([person], theirs) },
      { way: "target", probes: each([person], theirs) },
    );
  }
  if (actions) add(sql`e.action = any(${list(actions)})`, { way: "action", probes: each(actions) });
  if (result && result !== "done") add(sql`e.result = ${result}`, { way: "result", probes: each([result]) });
  if (result === "done") add(sql`e.result = 'done'`);

  const fits = ({ ways }: Pick<Plan, "ways">) =>
    ways.length > 0 && ways.reduce((sum, { probes }) => sum + probes.length, 0) <= MOST_PROBES;
  const chosen = open.find(fits);
  return {
    ways: chosen?.ways ?? [{ way: "chain", probes: chains.map((chain) => ({ chain, key: null })) }],
    rest: open.filter((each) => each !== chosen).map(({ rest }) => rest),
    all: open.map(({ rest }) => rest),
  };
}

/** A list as a parameter of its own: an array's text form would have to be escaped, JSON is. */
function list(values: readonly string[]): SQL {
  return sql`(select coalesce(array_agg(each), '{}') from jsonb_array_elements_text(${JSON.stringify(values)}::jsonb) each)::text[]`;
}
