import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import { believedKeys } from "#lib/audit/chain/signer.ts";
import type { ExportKind } from "#lib/audit/exports/file/names.ts";
import { verifyExport } from "#lib/audit/exports/file/verify.ts";
import type { Actor, Member } from "#lib/core/actor.ts";
import { appendAudit } from "#lib/core/audit/append.ts";
import type { AuditEntry, AuditResult } from "#lib/core/audit-entry.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { work } from "#lib/core/work.ts";
import { exportStore, readStored } from "#lib/files/store.ts";
import { asOwner, jobActor, makeMember, ownerSql, uniqueEmail } from "#testing/factories.ts";
import { cancelExport } from "./cancel.ts";
import { downloadExport } from "./download.ts";
import { hostile } from "./export.fixture.ts";
import { getExport } from "./get.ts";
import { exportAuditLog } from "./job.ts";
import { listExports } from "./list.ts";
import { beginRun, ExportStopped, noteProgress } from "./progress.ts";
import { exportLog } from "./start.ts";
import { sweepExports } from "./sweep.ts";

const record = (
  actor: Member,
  action: string,
  entry: AuditEntry = {},
  more: Partial<Actor["origin"]> = {},
  result: AuditResult = "done",
) =>
  work(actor, ({ tx }) =>
    appendAudit(tx, { ...actor, origin: { ...actor.origin, ...more } }, action, result, entry),
  );

const runExport = (actor: Member, exportId: string, signal?: AbortSignal) =>
  runJob(exportAuditLog, { workspaceId: actor.workspaceId, exportId }, uuidv7(), signal);

/** Asks for an export, makes it, and verifies what is stored. */
async function exported(actor: Member, format: ExportKind = "ndjson", filters: Record<string, string> = {}) {
  const { id } = await exportLog(actor, { format, filters });
  await runExport(actor, id);
  return { id, ...(await stored(actor, id)) };
}

async function stored(actor: Member, exportId: string) {
  const { key, name, bytes } = await downloadExport(actor, { exportId });
  const file = await readStored(exportStore(), key);
  expect(file.length).toBe(bytes);
  const folder = await mkdtemp(join(tmpdir(), "mailneo-export-test-"));
  try {
    const path = join(folder, name);
    await writeFile(path, file);
    const report = await verifyExport(path, { believed: believedKeys() });
    const lines = name.endsWith("ndjson")
      ? file
          .toString("utf8")
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line))
      : [];
    return { report, key, name, lines, entries: lines.filter(({ type }) => type === "entry") };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test("hostile values leave the log unchanged and verify in both formats", async () => {
  const { actor } = await makeMember();
  for (const text of hostile)
    await record(
      actor,
      "contact.create",
      { target: text, detail: { label: text }, about: { person: uuidv7(), fields: { address: text } } },
      { userAgent: text.repeat(40), ip: "2001:db8::7" },
    );
  const ndjson = await exported(actor);
  expect(ndjson.report).toMatchObject({ intact: true, broken: null, key: { believed: true } });
  const made = ndjson.entries.filter(({ action }) => action === "contact.create");
  expect(made.map(({ target }) => target)).toEqual(hostile);
  expect(made.map(({ detail }) => detail.label)).toEqual(hostile);
  expect(made.map(({ about }) => about.fields.address)).toEqual(hostile);
  expect(ndjson.lines.find(({ type }) => type === "people").people).toContainEqual({
    id: actor.userId,
    name: "Ada Lovelace",
  });

  const csv = await exported(actor, "csv");
  expect(csv.report).toMatchObject({ intact: true, broken: null });
  expect(csv.name).toMatch(/^audit-log-analytical-engines-\d{4}-\d\d-\d\d\.zip$/);
  expect(csv.report.entries).toBeGreaterThan(hostile.length);
});

test("filtered-out entries stay as digests, and the file verifies", async () => {
  const { actor } = await makeMember();
  const email = uniqueEmail("reader");
  await record(actor, "contact.create", {
    target: uuidv7(),
    about: { person: uuidv7(), fields: { address: email } },
  });
  await record(actor, "contact.delete", {}, { ip: "198.51.100.23" }, "refused");
  await record(actor, "contact.create", {}, { ip: "198.51.100.24" });
  const refused = await exported(actor, "ndjson", { result: "refused" });
  expect(refused.report).toMatchObject({
    intact: true,
    entries: 1,
    head: { filters: { result: "refused" } },
  });
  expect(refused.report.leftOut).toBe(3);
  expect(refused.entries[0]).toMatchObject({ action: "contact.delete", result: "refused" });

  const from = await exported(actor, "ndjson", { address: "198.51.100.23" });
  expect(from.report.intact).toBe(true);
  expect(from.entries.map(({ action }) => action)).toEqual(["contact.delete"]);
  const event = await exported(actor, "csv", { type: "contact.create" });
  expect(event.report).toMatchObject({ intact: true, entries: 2 });
  const nothing = await exported(actor, "csv", { q: uuidv7() });
  expect(nothing.report).toMatchObject({ intact: true, entries: 0 });
});

test("an export finds entries by either action name, and verifies", async () => {
  const { actor } = await makeMember();
  await record(actor, "invitation.accept_new");
  await record(actor, "invitation.accept_as_new");
  for (const type of ["invitation.accept_as_new", "invitation.accept_new"]) {
    const { report, entries } = await exported(actor, "ndjson", { type });
    expect(report).toMatchObject({ intact: true, entries: 2 });
    expect(entries.map(({ action }) => action)).toEqual([
      "invitation.accept_new",
      "invitation.accept_as_new",
    ]);
    expect((await exported(actor, "csv", { type })).report).toMatchObject({ intact: true, entries: 2 });
  }
});

test("an export of days ends with today's checkpoint", async () => {
  const { actor, workspaceId } = await makeMember();
  await ownerSql()`select audit_append_at(gen_random_uuid(), ${workspaceId}, null, 'job', 'test', 'contact.create', 'done', null, '{}', null,
    null, 'r', now() - make_interval(days => d)) from generate_series(40, 1, -1) d`.catch(() => {});
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  const { report, entries, lines } = await exported(actor, "ndjson", { from: day(10), to: day(8) });
  expect(report).toMatchObject({ intact: true, broken: null });
  for (const { occurred_at: at } of entries)
    expect(at.slice(0, 10) >= day(10) && at.slice(0, 10) <= day(8)).toBe(true);
  const [chain] = lines[0].chains;
  expect(chain.to - chain.after.seq).toBe(report.entries + report.leftOut);
  const ahead = await exported(actor, "ndjson", { from: "2199-01-01" });
  expect(ahead.report).toMatchObject({ intact: true, entries: 0, leftOut: 0 });
});

test("an erased person is erased in the export with the chain whole", async () => {
  const { actor } = await makeMember();
  const person = uuidv7();
  await record(actor, "contact.create", { about: { person, fields: { address: uniqueEmail() } } });
  const before = await exported(actor);
  expect(before.entries.find(({ action }) => action === "contact.create").about.fields.address).toContain(
    "@",
  );
  await work(actor, ({ tx }) => tx.execute(`select forget_person('${person}')`));
  for (const format of ["ndjson", "csv"] as const) {
    const after = await exported(actor, format);
    expect(after.report).toMatchObject({ intact: true, broken: null });
    if (format === "ndjson")
      expect(after.entries.find(({ action }) => action === "contact.create").about).toBe("erased");
  }
});

test("members' account entries are in it, another workspace's entries are not", async () => {
  const { actor, workspaceId } = await makeMember();
  const colleague = await makeMember({ role: "member", workspaceId });
  const stranger = await makeMember();
  const { workspaceId: _, ...rest } = colleague.actor;
  const account = { ...rest, kind: "user" as const };
  await work(account, ({ tx }) => appendAudit(tx, account, "session.sign_in", "done"));
  await record(stranger.actor, "contact.create");
  const { entries, lines, report } = await exported(actor);
  expect(report.intact).toBe(true);
  const chains = new Set(entries.map(({ chain }) => chain));
  expect(chains).toEqual(new Set([workspaceId, colleague.actor.userId]));
  expect(JSON.stringify(lines)).not.toContain(stranger.workspaceId);
});

test("an entry changed in the database is named by the export", async () => {
  const { actor, workspaceId } = await makeMember();
  for (let n = 0; n < 5; n++) await record(actor, "contact.create", { target: `target-${n}` });
  await ownerSql().begin(async (sql) => {
    await sql`alter table audit_events disable trigger audit_events_append_only`;
    await sql`update audit_events set target = 'another' where chain_id = ${workspaceId} and target = 'target-2'`;
    await sql`alter table audit_events enable trigger audit_events_append_only`;
  });
  for (const format of ["ndjson", "csv"] as const) {
    const { report } = await exported(actor, format);
    expect(report).toMatchObject({ intact: false, broken: { chain: workspaceId, action: "contact.create" } });
    expect(report.broken?.why).toContain("not what was recorded");
  }
});

test("two exports at once are two whole files", async () => {
  const { actor } = await makeMember();
  const ids = await Promise.all((["csv", "ndjson"] as const).map((format) => exportLog(actor, { format })));
  await Promise.all(ids.map(({ id }) => runExport(actor, id)));
  for (const { id } of ids) expect((await stored(actor, id)).report.intact).toBe(true);
});

test("a fourth export waits for the first three", async () => {
  const { actor } = await makeMember();
  for (let n = 0; n < 3; n++) await exportLog(actor, { format: "csv" });
  await expect(exportLog(actor, { format: "csv" })).rejects.toMatchObject({ code: "conflict" });
  const [newest] = await listExports(actor, {});
  await cancelExport(actor, { exportId: newest?.id ?? "" });
  await exportLog(actor, { format: "csv" });
});

test("a killed run starts over, and two runs leave one file", async () => {
  const { actor, workspaceId } = await makeMember();
  const { id } = await exportLog(actor, { format: "csv" });
  const dying = new AbortController();
  const killed = runExport(
    actor,
    id,
    AbortSignal.any([dying.signal, AbortSignal.abort(new Error("killed"))]),
  );
  await expect(killed).rejects.toThrow("killed");
  expect(await getExport(actor, { exportId: id })).toMatchObject({ state: "running" });
  await expect(downloadExport(actor, { exportId: id })).rejects.toMatchObject({ code: "notFound" });

  await Promise.all([runExport(actor, id), runExport(actor, id)]);
  const { report, key } = await stored(actor, id);
  expect(report.intact).toBe(true);
  expect(await filesOf(workspaceId)).toEqual([key]);
  const [ends] = await ownerSql()`select count(*)::int as count from audit_events
    where chain_id = ${workspaceId} and action = 'audit_export.finish' and result = 'done'`;
  expect(ends?.count).toBe(1);
});

test("a cancelled export leaves no file and cannot be downloaded", async () => {
  const { actor, workspaceId } = await makeMember();
  const { id } = await exportLog(actor, { format: "ndjson" });
  await cancelExport(actor, { exportId: id });
  await runExport(actor, id);
  expect(await filesOf(workspaceId)).toEqual([]);
  expect(await getExport(actor, { exportId: id })).toMatchObject({ state: "cancelled" });
  await expect(downloadExport(actor, { exportId: id })).rejects.toMatchObject({ code: "notFound" });
});

test("a run stops when cancelled or replaced", async () => {
  const { actor, workspaceId } = await makeMember();
  const job = jobActor(workspaceId);
  const { id } = await exportLog(actor, { format: "ndjson" });
  const [first, second] = [uuidv7(), uuidv7()];
  expect(await beginRun(job, id, first)).toBe(true);
  await noteProgress(job, id, first, 10)(4);
  expect(await getExport(actor, { exportId: id })).toMatchObject({ state: "running", done: 4, total: 10 });
  expect(await beginRun(job, id, second)).toBe(true);
  await expect(noteProgress(job, id, first, 10)(5)).rejects.toThrow(ExportStopped);
  await noteProgress(job, id, second, 10)(1);
  await cancelExport(actor, { exportId: id });
  await expect(noteProgress(job, id, second, 10)(2)).rejects.toThrow(ExportStopped);
  expect(await beginRun(job, id, uuidv7())).toBe(false);
});

test("only admins export and download, and each download is recorded", {
  tag: "@V8.2.1",
}, async () => {
  const { actor, workspaceId } = await makeMember();
  const { id } = await exported(actor, "csv");
  const others = [
    await makeMember({ role: "member", workspaceId }),
    await makeMember({ role: "viewer", workspaceId }),
  ];
  for (const { actor: other } of others) {
    await expect(exportLog(other, { format: "csv" })).rejects.toMatchObject({ code: "forbidden" });
    await expect(downloadExport(other, { exportId: id })).rejects.toMatchObject({ code: "forbidden" });
    await expect(listExports(other, {})).rejects.toMatchObject({ code: "forbidden" });
  }
  const stranger = await makeMember();
  await expect(downloadExport(stranger.actor, { exportId: id })).rejects.toMatchObject({ code: "notFound" });
  await expect(getExport(stranger.actor, { exportId: id })).rejects.toMatchObject({ code: "notFound" });
  const stale = { ...actor, authTime: new Date(Date.now() - 3_600_000) };
  await expect(exportLog(stale, { format: "csv" })).rejects.toMatchObject({ code: "reauthenticate" });
  const [row] =
    await ownerSql()`select count(*)::int as count from audit_events where chain_id = ${workspaceId}
    and action = 'audit_export.download' and result = 'done' and target = ${id}`;
  expect(row?.count).toBe(1);
});

test("filters the page would not take are refused beside their field", async () => {
  const { actor } = await makeMember();
  await expect(exportLog(actor, { format: "csv", filters: { from: "yesterday" } })).rejects.toMatchObject({
    code: "invalid",
    fields: { "filters.from": expect.stringContaining("year") },
  });
  await expect(exportLog(actor, { format: "xml" as "csv" })).rejects.toMatchObject({
    fields: { format: "Choose CSV or NDJSON." },
  });
});

test("after seven days the file is removed, recorded, its checksum kept", async () => {
  const { actor, workspaceId } = await makeMember();
  const { id, key } = await exported(actor, "csv");
  const lost = await exportLog(actor, { format: "csv" });
  await asOwner(async (sql) => {
    await sql`update audit_exports set expires_at = now() - interval '1 second' where id = ${id}`;
    await sql`update audit_exports set asked_at = now() - interval '25 hours' where id = ${lost.id}`;
  });
  await expect(downloadExport(actor, { exportId: id }), "before the sweep came by").rejects.toMatchObject({
    code: "notFound",
  });
  const old = `audit/exports/${workspaceId}/${uuidv7()}.01890000-0000-7000-8000-000000000000.zip`;
  await exportStore().put(old, Buffer.from("left by a run that died"));
  const fresh = `audit/exports/${workspaceId}/${uuidv7()}.${uuidv7()}.zip`;
  await exportStore().put(fresh, Buffer.from("of a run that is about to end"));

  await runJob(sweepExports, {});
  expect(await filesOf(workspaceId)).toEqual([fresh]);
  expect(await getExport(actor, { exportId: id })).toMatchObject({
    state: "removed",
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(await getExport(actor, { exportId: lost.id })).toMatchObject({
    state: "failed",
    failure: expect.stringContaining("Ask for it again"),
  });
  await expect(downloadExport(actor, { exportId: id })).rejects.toMatchObject({ code: "notFound" });
  expect(
    await exportStore()
      .size(key)
      .catch(() => "gone"),
  ).toBe("gone");
  const removed =
    await ownerSql()`select action from audit_events where chain_id = ${workspaceId} and action = 'audit_export.remove'`;
  expect(removed.length).toBe(1);
});

test("a wait over a minute is mailed, a shorter one not", async () => {
  const { actor, user } = await makeMember();
  const quick = await exportLog(actor, { format: "csv" });
  const slow = await exportLog(actor, { format: "csv" });
  await asOwner(async (sql) => {
    await sql`update audit_exports set asked_at = now() - interval '2 minutes' where id = ${slow.id}`;
  });
  await runExport(actor, quick.id);
  await runExport(actor, slow.id);
  const mails =
    await ownerSql()`select data from pgboss.job where name = 'platform-mail' and data -> 'to' ->> 'address' = ${user.email}`;
  expect(mails.map(({ data }) => [data.subject, data.page.path])).toEqual([
    ["Your audit log export is ready", "/settings/security/audit-log#exports"],
  ]);
});

test("a full disk fails the export in words", async () => {
  test.skip(process.platform === "win32", "a limit of a file's size is Unix'");
  const { actor, workspaceId } = await makeMember();
  for (let n = 0; n < 300; n++) await record(actor, "contact.create", { target: "x".repeat(900) });
  const { id } = await exportLog(actor, { format: "ndjson" });
  const script = `import { runJob } from "#lib/core/jobs/worker.ts"; import { exportAuditLog } from "#lib/audit/exports/job.ts";
    import { closeConnections } from "#lib/core/database/connections.ts";
    await runJob(exportAuditLog, ${JSON.stringify({ workspaceId, exportId: id })}); await closeConnections();`;
  await promisify(execFile)(
    "sh",
    ["-c", 'ulimit -f 200; exec "$0" --input-type=module -e "$1"', process.execPath, script],
    {
      cwd: new URL("../../..", import.meta.url).pathname,
    },
  );
  expect(await getExport(actor, { exportId: id })).toMatchObject({
    state: "failed",
    failure: expect.stringContaining("no room"),
  });
  expect(await filesOf(workspaceId)).toEqual([]);
});

async function filesOf(workspaceId: string) {
  const keys: string[] = [];
  for await (const key of exportStore().list(`audit/exports/${workspaceId}/`)) keys.push(key);
  return keys;
}
