import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { dropTemplate, type Log, openLog } from "#lib/audit/chain/log.fixture.ts";
import { makeCheckpoint } from "#lib/audit/chain/make-checkpoint.ts";
import { signerOf } from "#lib/crypto/ed25519.ts";

const script = fileURLToPath(new URL("./audit-verify.ts", import.meta.url));
const seed = Buffer.alloc(32, 3);
let log: Log;
let dataDir: string;

test.beforeAll(async () => {
  log = await openLog();
  await log.withRoles();
  dataDir = await mkdtemp(join(tmpdir(), "mailneo-verify-"));
});
test.afterAll(async () => {
  await log.close();
  await dropTemplate();
  await rm(dataDir, { recursive: true, force: true });
});

/** The command as an operator runs it, on the log of this file. */
function run(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [script, ...args], {
    env: {
      ...process.env,
      DATABASE_URL: log.url,
      AUTH_SECRET: log.secret,
      EXPORT_STORE: `file:${log.folder}`,
      AUDIT_SIGNING_KEY: seed.toString("base64"),
      DATA_DIR: dataDir,
      ...env,
    },
  });
  let out = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text) => {
      out += text;
    });
  return new Promise<{ code: number | null; out: string }>((ended) =>
    child.on("close", (code) => ended({ code, out })),
  );
}

test("npm run audit:verify reports each chain and fails on a broken log", async () => {
  const by = signerOf(seed);
  const workspaceId = await log.append(3, "2026-11-26T07:00:00Z");
  await makeCheckpoint({ keep: log.keep, store: log.store, by, believed: [by.publicKey], again: true });
  const intact = await run([]);
  expect(intact.out).toContain(`${workspaceId}  3 entries, signed up to 3`);
  expect(intact.out).toContain(by.fingerprint);
  expect(intact.out).toContain("The audit log is in order.");
  expect(intact.code).toBe(0);

  await log.tamper(
    (tx) => tx`update audit_events set target = 'x' where chain_id = ${workspaceId} and seq = 2`,
  );
  const [row] = await log.sql`select id from audit_events where chain_id = ${workspaceId} and seq = 2`;
  const broken = await run(["--workspace", workspaceId]);
  expect(broken.out).toContain("Entry 2 was changed: what it says no longer gives its hash.");
  expect(broken.out).toContain(`chain ${workspaceId}, entry 2`);
  expect(broken.out).toContain(String(row?.id));
  expect(broken.code).toBe(1);

  const foreign = await run([], { AUDIT_SIGNING_KEY: Buffer.alloc(32, 4).toString("base64") });
  expect(foreign.out).toContain(`signed by a key that is not ours: ${by.fingerprint}`);
  expect(foreign.code).toBe(1);
});

test("npm run audit:verify with a file needs no settings", async () => {
  const nothing = { DATABASE_URL: "", AUTH_SECRET: "", EXPORT_STORE: "", ENCRYPTION_KEYS: "", SMTP_URL: "" };
  const none = await run([join(dataDir, "nothing.ndjson")], nothing);
  expect(none.out).toContain("cannot be read");
  expect(none.code).toBe(1);
  const other = await run([fileURLToPath(new URL("../package.json", import.meta.url))], nothing);
  expect(other.out).toContain("is not as it was recorded");
  expect(other.code).toBe(1);
  const wrong = await run(["--nonsense"]);
  expect(wrong.out).toContain("npm run audit:verify -- <file>");
  expect(wrong.code).toBe(1);
});
