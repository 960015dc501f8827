import { readdirSync } from "node:fs";
import { ownerSql } from "#db/factories.ts";
import type { Actor } from "./actor.ts";
import { type Command, isCommand } from "./command.ts";
import { AppError } from "./errors.ts";

const root = new URL("../../", import.meta.url);

/** Every command of the product by its name, found in the modules themselves. */
export async function findCommands(): Promise<Map<string, Command>> {
  const files = readdirSync(new URL("lib/", root), { recursive: true, encoding: "utf8" });
  const sources = files.filter(
    (file) => /\.ts$/.test(file) && !/\.(test|fixture)\.ts$|contract\.cases\.ts$|^web\//.test(file),
  );
  const byName = new Map<string, Command>();
  for (const file of sources) {
    for (const value of Object.values(await import(new URL(`lib/${file}`, root).href))) {
      if (isCommand(value)) byName.set(value.spec.name, value);
    }
  }
  return byName;
}

/** The code a command refuses with; "done" when it does not. */
export async function refusal(command: Command, actor: Actor, input: unknown): Promise<string> {
  try {
    await command(actor, input);
    return "done";
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

/** Every row of the workspace, so that "refused" also means "unchanged". */
export async function snapshot(actor: Actor) {
  const workspaceId = "workspaceId" in actor ? actor.workspaceId : null;
  const tables = await ownerSql()<
    { name: string }[]
  >`select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'workspace_id' and table_name <> 'audit_events' order by 1`;
  const rows: Record<string, unknown> = {};
  for (const { name } of tables) {
    rows[name] =
      await ownerSql()`select to_jsonb(t) - 'last_seen_at' as row from ${ownerSql()(name)} t where workspace_id = ${workspaceId} order by 1`;
  }
  return rows;
}
