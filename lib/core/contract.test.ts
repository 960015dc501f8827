import { readdirSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { anonymous, makeMember, ownerSql } from "#db/factories.ts";
import { type Actor, FRESH_SECONDS } from "./actor.ts";
import { type Command, isCommand } from "./command.ts";
import { commandNames } from "./command-names.ts";
import { cases } from "./contract.cases.ts";
import { AppError } from "./errors.ts";

const root = new URL("../../", import.meta.url);
const commands = await findCommands();

test("every command name has one command, found by itself", () => {
  expect([...commands.keys()].sort()).toEqual([...commandNames].sort());
});

for (const name of commandNames) {
  test.describe(name, () => {
    test("done, and recorded in the same transaction", async () => {
      const { actor, input } = await cases[name]();
      await found(name)(actor, input);

      const [entry] = await entries(actor, name, "done");
      expect(entry).toMatchObject({ actor_kind: actor.kind });
    });

    test("V8.2.1 refused to nobody signed in, and recorded, unless it says why not", async () => {
      const { input, openToAnonymous } = await cases[name]();
      const open = ["anyone", "visitor"].includes(found(name).spec.policy);
      expect(openToAnonymous !== undefined, "a reason for an open policy, and only for one").toBe(open);
      if (open) return;
      const nobody = { ...anonymous(), origin: { ...anonymous().origin, ip: null } };

      expect(await refusal(found(name), nobody, input)).toBe("forbidden");
      expect(await entries(nobody, name, "refused")).toHaveLength(1);
    });

    test("V7.5.1 V7.5.3 what asks for a fresh proof is refused without one, and changes nothing", async () => {
      if (!found(name).spec.fresh) return;
      const { actor, input } = await cases[name]();
      const before = await snapshot(actor);
      const stale = { ...actor, authTime: new Date(Date.now() - FRESH_SECONDS * 1000) } as Actor;

      expect(await refusal(found(name), stale, input)).toBe("reauthenticate");
      expect(await snapshot(actor)).toEqual(before);
    });

    test("V8.2.2 V8.4.1 refused to a stranger from another workspace, and recorded; in any case nothing changes here", async () => {
      const { actor, input, openToStrangers } = await cases[name]();
      const { actor: stranger } = await makeMember();
      const before = await snapshot(actor);
      if (openToStrangers) {
        await refusal(found(name), stranger, input);
        expect(await snapshot(actor)).toEqual(before);
        return;
      }

      expect(["forbidden", "notFound"]).toContain(await refusal(found(name), stranger, input));
      expect(await entries(stranger, name, "refused")).toHaveLength(1);
      expect(await snapshot(actor)).toEqual(before);
    });
  });
}

const found = (name: string) => commands.get(name) as Command;

async function findCommands() {
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
async function refusal(command: Command, actor: Actor, input: unknown): Promise<string> {
  try {
    await command(actor, input);
    return "done";
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

const entries = (actor: Actor, action: string, result: string) =>
  ownerSql()`select actor_kind, detail from audit_events
    where request_id = ${actor.origin.requestId} and action = ${action} and result = ${result}`;

/** Every row of the workspace, so that "refused" also means "unchanged". */
async function snapshot(actor: Actor) {
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
