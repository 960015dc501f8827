import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { ownerSql } from "#testing/factories.ts";

/** Secrets that were planted: what they are, by their value. */
export type Canaries = Map<string, string>;

/** Every way a value may be written down: as it is, in base64 wherever it stands in something longer, in hex, in an address, in JSON. */
export function spellings(value: string): string[] {
  const bytes = Buffer.from(value);
  const inside = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    // The first and the last digits also hold what stands beside it.
    return text.slice(before === 0 ? 0 : before + 1, (before + bytes.length) % 3 === 0 ? undefined : -1);
  });
  const forUrls = inside.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
  const hex = bytes.toString("hex");
  const json = JSON.stringify(value).slice(1, -1);
  return [
    ...new Set([value, encodeURIComponent(value), json, hex, hex.toUpperCase(), ...inside, ...forUrls]),
  ];
}

/** The kinds of secrets that stand in a text, in whatever spelling. */
export function found(canaries: Canaries, text: string): string[] {
  const kinds = [...canaries].filter(([value]) =>
    spellings(value).some((spelling) => text.includes(spelling)),
  );
  return [...new Set(kinds.map(([, kind]) => kind))];
}

/** Every row of every table of the database as text, table by table, as COPY would write it: bytes in hex. */
export async function* dump(): AsyncGenerator<{ table: string; text: string }> {
  const sql = ownerSql();
  const tables = await sql<{ schema: string; name: string }[]>`
    select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't' and n.nspname not in ('pg_catalog', 'information_schema') order by 1, 2`;
  for (const { schema, name } of tables)
    for await (const rows of sql`select t::text as line from ${sql(schema)}.${sql(name)} t`.cursor(5000))
      yield { table: `${schema}.${name}`, text: rows.map(({ line }) => String(line)).join("\n") };
}

/** Every file under a folder, but in the folders left out: its path, its mode, its bytes as text (one character each). */
export function* files(
  folder: string,
  leftOut: RegExp,
  within = folder,
): Generator<{ path: string; mode: number; text: string }> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const place = relative(within, path);
    const stat = lstatSync(path);
    if (leftOut.test(place)) continue;
    if (stat.isDirectory()) yield* files(path, leftOut, within);
    else if (stat.isFile())
      yield { path: place, mode: stat.mode & 0o777, text: readFileSync(path, "latin1") };
  }
}
