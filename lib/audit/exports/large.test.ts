import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import { believedKeys } from "#lib/audit/chain/signer.ts";
import { verifyExport } from "#lib/audit/exports/file/verify.ts";
import type { Member } from "#lib/core/actor.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { sealFor } from "#lib/core/vault/person-keys.ts";
import { work } from "#lib/core/work.ts";
import { exportStore } from "#lib/files/store.ts";
import { makeMember, ownerSql } from "#testing/factories.ts";
import { downloadExport } from "./download.ts";
import { getExport } from "./get.ts";
import { exportAuditLog } from "./job.ts";
import { exportLog } from "./start.ts";

const entries = 200_000;
const megabyte = 1024 * 1024;

/** Each with a browser's words sealed for one person, as a year of a busy workspace has them. */
async function fill({ workspaceId }: Member) {
  const fields = {
    ip: "203.0.113.7",
    userAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:142.0) Gecko/20100101 Firefox/142.0",
  };
  const sealed = await work(
    { kind: "job", job: "test", workspaceId, origin: { ip: null, userAgent: null, requestId: "r" } },
    ({ tx }) => sealFor(tx, { workspaceId, personId: uuidv7() }, fields),
  );
  // In several transactions: the head of the chain is one row, and each statement leaves a version of it.
  for (let from = 1; from <= entries; from += 1000)
    await ownerSql()`
      select count(audit_append_at(gen_random_uuid(), ${workspaceId}, null, 'job', 'test', 'contact.create',
        case when n % 10 = 0 then 'refused' else 'done' end, 'target ' || n, '{"n":' || n || '}',
        row(${sealed.key}::uuid, ${sealed.sealed}::bytea, ${sealed.commitment}::bytea, 7::smallint)::audit_sealed, null, 'r', null))
      from generate_series(${from}::int, ${from + 999}::int) n`;
}

test("200,000 entries are exported and verified in a few megabytes", async () => {
  test.setTimeout(900_000);
  const { actor } = await makeMember();
  await fill(actor);
  for (const [format, filters] of [
    ["ndjson", {}],
    ["csv", { result: "refused" }],
  ] as const) {
    const { id: exportId } = await exportLog(actor, { format, filters });
    const made = await heapDuring(() => runJob(exportAuditLog, { workspaceId: actor.workspaceId, exportId }));
    expect(made / megabyte, `${format} made`).toBeLessThan(60);
    const { entries: shown, leftOut } = await getExport(actor, { exportId });
    expect((shown ?? 0) + (leftOut ?? 0)).toBeGreaterThan(entries);

    const { key } = await downloadExport(actor, { exportId });
    const path = `${exportStore().place}/${key}`;
    let intact = false;
    const verified = await heapDuring(async () => {
      ({ intact } = await verifyExport(path, { believed: believedKeys() }));
    });
    expect(intact).toBe(true);
    expect(verified / megabyte, `${format} verified`).toBeLessThan(60);
  }
});

/** The most bytes that were held while it ran, above what was held before. */
async function heapDuring(run: () => Promise<unknown>): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  // Freed buffers are counted until a thread of V8 has swept them; the next collection waits for that.
  const gc = () => {
    collect();
    collect();
  };
  gc();
  const before = process.memoryUsage();
  let most = 0;
  const look = setInterval(() => {
    gc();
    const { heapUsed, external } = process.memoryUsage();
    most = Math.max(most, heapUsed + external - before.heapUsed - before.external);
  }, 1000);
  await run();
  clearInterval(look);
  return most;
}
