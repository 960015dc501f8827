import { readdirSync } from "node:fs";
import { uuidv7 } from "uuidv7";
import { type Actor, userOf, workspaceOf } from "#lib/core/actor.ts";
import { type Command, isCommand } from "#lib/core/command.ts";
import { AppError } from "#lib/core/errors.ts";
import { isQuery, type Query } from "#lib/core/query.ts";
import { ownerSql } from "#testing/factories.ts";

const root = new URL("../../", import.meta.url);

/** Every command of the product by its name, in alphabetical order, found in the modules themselves. */
export const findCommands = async () =>
  new Map<string, Command>(
    (await found()).flatMap(({ name, command }) => (command ? [[name, command]] : [])),
  );

/** Every query of the product by its name, in alphabetical order, found in the modules themselves. */
export const findQueries = async () =>
  new Map<string, Query>((await found()).flatMap(({ name, query }) => (query ? [[name, query]] : [])));

type Found = { name: string; file: string; command?: Command; query?: Query };

let all: Promise<Found[]> | undefined;

/** Every command and query with the file that exports it. */
export function found(): Promise<Found[]> {
  all ??= everyCommandAndQuery();
  return all;
}

/** The modules of lib without tests, fixtures and what needs Next. */
export function sourceFiles(): string[] {
  const files = readdirSync(new URL("lib/", root), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => /\.ts$/.test(file) && !/\.(test|fixture)\.ts$|contract\.cases\.ts$|^web\//.test(file))
    .map((file) => new URL(`lib/${file}`, root).href);
}

async function everyCommandAndQuery(): Promise<Found[]> {
  const found: Found[] = [];
  for (const href of sourceFiles()) {
    const file = href.slice(root.href.length);
    for (const value of Object.values(await import(href))) {
      if (isCommand(value)) found.push({ name: value.spec.name, file, command: value });
      if (isQuery(value)) found.push({ name: value.query.name, file, query: value });
    }
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The code a command refuses with; "done" when it does not. */
export async function refusal(command: Command, actor: Actor, input: unknown): Promise<string> {
  return (await answerOf(() => command(actor, input))).code;
}

/** All a caller is told: equal answers cannot be told apart. */
export async function answerOf(call: () => Promise<unknown>) {
  try {
    return { code: "done", result: await call() };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, status, message, fields, retryAfter } = error;
    return { code, status, message, fields, retryAfter };
  }
}

/** The same input with ids nobody has; the same object when there is none in it. */
export function withUnknownIds<T>(input: T): T {
  const others = new Map<string, string>();
  const other = (id: string) => {
    const known = others.get(id) ?? uuidv7();
    others.set(id, known);
    return known;
  };
  const walk = (value: unknown): unknown => {
    if (typeof value === "string") return uuid.test(value) ? other(value) : value;
    if (Array.isArray(value)) {
      const walked = value.map(walk);
      return walked.every((of, at) => of === value[at]) ? value : walked;
    }
    // A frozen object is the proof of something done before: a copy of it would prove nothing.
    if (value === null || typeof value !== "object" || Object.isFrozen(value) || Buffer.isBuffer(value))
      return value;
    const entries = Object.entries(value).map(([name, of]) => [name, walk(of)] as const);
    // What was not changed is handed on as it is: a few inputs are known by their object.
    return entries.every(([name, of]) => of === (value as Record<string, unknown>)[name])
      ? value
      : Object.fromEntries(entries);
  };
  return walk(input) as T;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let tables: Promise<{ name: string; columns: string[] }[]> | undefined;

/** Every row of the workspace and of the person who calls, so that "refused" also means "unchanged". */
export async function snapshot(actor: Actor): Promise<Record<string, string[]>> {
  const sql = ownerSql();
  tables ??= tablesOf();
  const [workspaceId, userId] = [workspaceOf(actor), userOf(actor)];
  const reads = (await tables).map(({ name, columns }) => {
    const mine = columns.map(
      (column) => sql`${sql(column)} = ${column === "user_id" ? userId : workspaceId}`,
    );
    if (name === "users") mine.push(sql`id = ${userId}`);
    if (name === "workspaces") mine.push(sql`id = ${workspaceId}`);
    const where = mine.reduce((all, one) => sql`${all} or ${one}`);
    return sql`select ${name} as table, (to_jsonb(t) - 'last_seen_at')::text as row from ${sql(name)} t
      where (${where}) and coalesce(to_jsonb(t)->>'purpose', '') <> 'audit'`;
  });
  const rows: Record<string, string[]> = {};
  const found = await sql<
    { table: string; row: string }[]
  >`${reads.reduce((all, one) => sql`${all} union all ${one}`)} order by 1, 2`;
  for (const { table, row } of found) rows[table] = [...(rows[table] ?? []), row];
  return rows;
}

/** Tables with rows of a workspace or a person. The log and its keys are left out: a refusal is written there. */
const tablesOf = () =>
  ownerSql()<{ name: string; columns: string[] }[]>`
    select c.relname as name, coalesce(array_agg(a.attname::text) filter (where a.attname is not null), '{}') as columns
    from pg_class c left join pg_attribute a on a.attrelid = c.oid and a.attname in ('workspace_id', 'user_id') and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname not in ('audit_events', 'audit_chains', 'audit_required', 'audit_checkpoints', 'person_keys')
    group by 1 having count(a.attname) > 0 or c.relname in ('users', 'workspaces') order by 1`;
