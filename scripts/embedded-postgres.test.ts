import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import postgres from "postgres";
import { generateRingKey } from "#lib/crypto/key-ring.ts";
import { makeContacts, makeMember } from "#testing/factories.ts";
import { startPostgres } from "./embedded-postgres.ts";
import { migrateDatabase } from "./migrations.ts";
import { serverPid } from "./postgres-server.ts";
import { StartError } from "./start-error.ts";
import { testFolder } from "./test-folder.ts";

const password = "only-for-this-test";

test("data survives a stop and a killed keeper", async () => {
  test.setTimeout(90_000);
  const dataDir = testFolder();
  const first = await startPostgres({ dataDir, password });
  const sql = postgres(first.url, { max: 1 });
  await sql`create table kept (word text)`;
  await sql`insert into kept values ('kept')`;
  const [role] = await sql`select rolsuper, rolbypassrls, current_setting('listen_addresses') as at
    from pg_roles where rolname = current_user`;
  expect(role).toEqual({ rolsuper: false, rolbypassrls: false, at: "127.0.0.1" });
  await sql.end();
  await first.stop();
  expect(serverPid(join(dataDir, "postgres"))).toBeNull();

  const script = join(dataDir, "start.ts");
  writeFileSync(
    script,
    `import { startPostgres } from ${JSON.stringify(new URL("./embedded-postgres.ts", import.meta.url).href)};
     const { url } = await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, password: "${password}" });
     console.log(url);
     setInterval(() => {}, 1000);`,
  );
  const starter = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((ready) => starter.stdout.once("data", ready));
  const pid = serverPid(join(dataDir, "postgres"));
  expect(pid).not.toBeNull();
  starter.kill("SIGKILL");
  await expect.poll(() => serverPid(join(dataDir, "postgres")), { timeout: 20_000 }).toBeNull();

  writeFileSync(join(dataDir, "postgres/postmaster.pid"), `${process.pid}\n`); // as after a power cut
  const second = await startPostgres({ dataDir, password });
  const again = postgres(second.url, { max: 1 });
  expect(await again`select word from kept`).toEqual([{ word: "kept" }]);
  await again.end();
  await second.stop();
  rmSync(dataDir, { recursive: true });
});

test("a database for tests takes its data along when it stops", async () => {
  const dataDir = join(testFolder(), "database");
  const { url, stop } = await startPostgres({ dataDir, persistent: false });
  const sql = postgres(url, { max: 1 });
  expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
  await sql.end();
  await stop();
  expect(existsSync(dataDir)).toBe(false);
});

test("another PostgreSQL's data is refused with advice", async () => {
  for (const [version, words] of [
    ["17", "Dump it with the Mailneo release that made it"],
    ["19", "Start the newer Mailneo release"],
  ] as const) {
    const dataDir = testFolder();
    mkdirSync(join(dataDir, "postgres"));
    writeFileSync(join(dataDir, "postgres/PG_VERSION"), `${version}\n`);
    await expect(startPostgres({ dataDir, password })).rejects.toThrow(words);
    expect(readFileSync(join(dataDir, "postgres/PG_VERSION"), "utf8")).toBe(`${version}\n`);
  }
  const dataDir = testFolder();
  mkdirSync(join(dataDir, "postgres"));
  await expect(startPostgres({ dataDir, password })).rejects.toThrow("is not a database");
});

test("an unreachable database is explained by its setting", async () => {
  const url = new URL(process.env.DATABASE_URL ?? "");
  const migrate = (change: Partial<URL>) => {
    const other = Object.assign(new URL(url), change);
    return migrateDatabase({ ...process.env, DATABASE_URL: other.href });
  };
  await expect(migrate({ port: "1" })).rejects.toThrow(
    `DATABASE_URL: no PostgreSQL answers at ${url.hostname}:1.`,
  );
  await expect(migrate({ password: "wrong" })).rejects.toThrow("refused the user or the password");
  await expect(migrate({ pathname: "/nowhere" })).rejects.toThrow("has no database nowhere");
});

test("keys that cannot open stored data stop the start", async () => {
  const { workspaceId } = await makeMember();
  await makeContacts(workspaceId, 1); // seals with the workspace's key
  const starting = migrateDatabase({ ...process.env, ENCRYPTION_KEYS: generateRingKey("other") });
  await expect(starting).rejects.toThrow(/^ENCRYPTION_KEYS: what is stored was sealed with the key /);
  await expect(starting).rejects.toBeInstanceOf(StartError);
});
