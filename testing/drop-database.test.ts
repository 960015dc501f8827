import { randomBytes } from "node:crypto";
import { expect, test } from "@playwright/test";
import postgres from "postgres";
import { env } from "#lib/env.ts";
import { dropDatabase } from "./drop-database.ts";
import { ownerSql } from "./factories.ts";

test("dropping a database waits for a session its owner cannot end", async () => {
  const name = `mailneo_drop_${randomBytes(5).toString("hex")}`;
  await ownerSql().unsafe(`create database ${name}`);
  const url = new URL(env().DATABASE_URL);
  url.pathname = `/${name}`;
  const [owner] = await ownerSql()<{ super: boolean }[]>`
    select rolsuper as super from pg_roles where rolname = current_user`;
  test.skip(owner?.super === true, "a superuser may end every session");
  url.username = "postgres"; // whose session the owner may not end, as an autovacuum worker's
  const almighty = postgres(url.href, { max: 1, onnotice: () => {} });
  await almighty`select 1`;

  await expect(dropDatabase(ownerSql(), name, 0)).rejects.toThrow("permission denied to terminate process");
  const dropping = dropDatabase(ownerSql(), name);
  await almighty.end();
  await dropping;
  expect(await ownerSql()`select from pg_database where datname = ${name}`).toHaveLength(0);
});

test("another fault of dropping a database is not waited for", async () => {
  await expect(dropDatabase(ownerSql(), "1 is no name")).rejects.toThrow("syntax error");
});
