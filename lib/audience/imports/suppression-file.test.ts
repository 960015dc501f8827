import { expect, test } from "@playwright/test";
import type { Member } from "#lib/core/actor.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { csvRow } from "#lib/files/csv-cell.ts";
import { asOwner, jobActor, makeContacts, makeMember, makeNewsletter, ownerSql } from "#testing/factories.ts";
import { createSuppressionList } from "./create-suppression-list.ts";
import { listFate } from "./fates.ts";
import { storeFile } from "./file.ts";
import { getImport } from "./get.ts";
import { previewImport } from "./preview-import.ts";
import { receiveImport } from "./receive.ts";
import { rollBackImport } from "./roll-back.ts";
import { importRun } from "./run.ts";
import { startImport } from "./start.ts";

/** Suppresses everybody in a file, as the form does: with the columns that the preview suggests. */
async function suppressed(
  actor: Member,
  newsletterId: string,
  file: AsyncIterable<Buffer> | string,
  fileName = "suppressions.csv",
) {
  const { workspaceId } = actor;
  const { id: importId } = await createSuppressionList(actor, { newsletterId, reason: "unsubscribed" });
  const job = jobActor(workspaceId);
  const bytes = typeof file === "string" ? whole(file) : file;
  const fileBytes = await storeFile(job, importId, bytes);
  await receiveImport(job, { importId, fileName, fileBytes });
  const { mapping, hasHeader, delimiter, format } = await previewImport(actor, importId, {});
  await startImport(actor, {
    importId,
    mapping: { ...mapping, email: mapping.email ?? 0 },
    hasHeader,
    delimiter: delimiter ?? ",",
    format,
    purpose: "suppress",
  });
  await runJob(importRun, { workspaceId, importId });
  return getImport(actor, { importId });
}

async function* whole(text: string) {
  yield Buffer.from(text);
}

async function* optOuts(rows: number, wrong: Map<number, string>) {
  let text = "email\n";
  for (let line = 2; line <= rows + 1; line++) {
    text += `${wrong.get(line) ?? `left${line}@example.com`}\n`;
    if (text.length < 64 * 1024) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(text);
}

test("five wrong rows of a long list are named, the rest suppressed", async () => {
  test.setTimeout(120_000);
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const rows = 45_000;
  const wrong = new Map([
    [2, "no address"],
    [9_000, "two@@example.com"],
    [20_001, "=cmd()"],
    [33_333, "ada@"],
    [rows + 1, "@example.com"],
  ]);
  const ended = await suppressed(actor, newsletterId, optOuts(rows, wrong), "unsubscribed.csv");
  expect(ended).toMatchObject({ state: "finished", stopped: rows - 5, suppressed: 0, refused: 5, added: 0 });
  const named = await listFate(actor, { importId: ended.id, fate: "refused" });
  expect(named.rows.map(({ line }) => line)).toEqual([...wrong.keys()]);
  expect(named.rows.every(({ detail }) => detail.length > 10)).toBe(true);

  // The same file again changes nothing, and says so.
  const again = await suppressed(actor, newsletterId, optOuts(rows, wrong), "unsubscribed.csv");
  expect(again).toMatchObject({ stopped: 0, suppressed: rows - 5, refused: 5 });
  const [row] =
    await ownerSql()`select count(*)::int as n, count(distinct created_by)::int as by from suppressions
    where workspace_id = ${workspaceId} and lifted_at is null`;
  expect(row).toEqual({ n: rows - 5, by: 1 });
});

test("the exported list comes back with reason and newsletter of each", async () => {
  const { actor, workspaceId } = await makeMember();
  const letter = await makeNewsletter(workspaceId, "The Harbour Letter");
  const other = await makeNewsletter(workspaceId, "Club news");
  const [reader] = await makeContacts(workspaceId, 1, letter.id);
  const line = (...cells: string[]) => csvRow(cells);
  const file = [
    "\uFEFF",
    line("email", "reason", "newsletter", "source", "campaign", "note", "since"),
    line("ada@example.org", "complained", "", "import", "", "", "2026-03-02T10:00:00.000Z"),
    line("bob@example.org", "bounced", "Everything", "smtp_reply", "May letter", "550 5.1.1", ""),
    line(reader?.email ?? "", "unsubscribed", "THE HARBOUR LETTER", "one_click", "", "", ""),
    line(reader?.email ?? "", "unsubscribed", "Club news", "one_click", "", "", ""),
    line("carol@example.org", "manual", "Somebody else’s letter", "manual", "", "", ""),
  ].join("");
  const ended = await suppressed(actor, letter.id, file);
  expect(ended).toMatchObject({ state: "finished", stopped: 4, refused: 1 });
  const rows = await ownerSql()`select email, reason, newsletter_id from suppressions
    where workspace_id = ${workspaceId} order by reason, newsletter_id`;
  expect(rows).toEqual([
    { email: "bob@example.org", reason: "bounced", newsletter_id: null },
    { email: "ada@example.org", reason: "complained", newsletter_id: null },
    { email: reader?.email, reason: "unsubscribed", newsletter_id: letter.id },
    { email: reader?.email, reason: "unsubscribed", newsletter_id: other.id },
  ]);
  const refused = await listFate(actor, { importId: ended.id, fate: "refused" });
  expect(refused.rows).toMatchObject([{ line: 6, email: "carol@example.org" }]);
  expect(refused.rows[0]?.detail).toContain("no newsletter called");

  // What the people themselves asked for stays (the complaint, and leaving twice).
  await rollBackImport(actor, { importId: ended.id });
  const [left] = await ownerSql()`select count(*)::int as n from suppressions
    where workspace_id = ${workspaceId} and lifted_at is null`;
  expect(left?.n).toBe(3);
});

test("a list of one newsletter stops that newsletter's queue alone", async () => {
  const { actor, workspaceId } = await makeMember();
  const letter = await makeNewsletter(workspaceId, "Letter");
  const other = await makeNewsletter(workspaceId, "Other");
  const [reader] = await makeContacts(workspaceId, 1, letter.id);
  const campaigns = [crypto.randomUUID(), crypto.randomUUID()];
  await asOwner(async (sql) => {
    for (const [at, newsletter] of [letter.id, other.id].entries()) {
      const id = campaigns[at] ?? "";
      await sql`insert into campaigns (id, workspace_id, newsletter_id, name, subject, body, created_by)
        values (${id}, ${workspaceId}, ${newsletter}, 'News', 'News', 'News', ${actor.userId})`;
      await sql`insert into deliveries (campaign_id, contact_id, id, workspace_id, email, email_hash, state, attempts)
        select ${id}, id, new_id(), workspace_id, email, email_hash, 'queued', 0 from contacts where id = ${reader?.id ?? ""}`;
    }
  });
  await suppressed(actor, letter.id, `email,newsletter\n${reader?.email},Letter\n`);
  const states =
    await ownerSql()`select campaign_id, state from deliveries where workspace_id = ${workspaceId}`;
  expect(Object.fromEntries(states.map(({ campaign_id, state }) => [campaign_id, state]))).toEqual({
    [campaigns[0] ?? ""]: "skipped",
    [campaigns[1] ?? ""]: "queued",
  });
});
