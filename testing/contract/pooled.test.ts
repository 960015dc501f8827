import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { env } from "#lib/env.ts";
import { migrateDatabase } from "#scripts/migrations.ts";
import { noPgBouncer, startPgBouncer } from "#testing/servers/pgbouncer.ts";

const program = fileURLToPath(new URL("./pooled.fixture.ts", import.meta.url));

test("the product works through PgBouncer in transaction mode", async () => {
  test.setTimeout(120_000);
  test.skip(noPgBouncer !== null, noPgBouncer ?? "");
  const direct = env().DATABASE_URL;
  const pooler = await startPgBouncer(direct, env().AUTH_SECRETS[0]);
  try {
    const pooled = {
      ...process.env,
      DATABASE_URL: pooler.url,
      DATABASE_DIRECT_URL: direct,
      DATABASE_PREPARE: "off",
    };
    // The pooler does not know the owner, so a migration through it would be refused.
    expect((await migrateDatabase(pooled)).applied).toEqual([]);

    const child = fork(program, { env: pooled, stdio: ["ignore", "ignore", "inherit", "ipc"] });
    const answer = await Promise.race([
      once(child, "message").then(([message]) => message as object),
      once(child, "exit").then(([code]) => `ended with ${code}`),
      new Promise((resolve) => setTimeout(resolve, 90_000, "hangs")),
    ]);
    child.kill("SIGKILL");
    expect(answer).toEqual({ listed: Array(40).fill(40), left: 20, created: 40, unsubscribed: 20 });
  } finally {
    await pooler.stop();
  }
});
