import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import { api } from "#lib/routes.ts";
import { makeMember, makeNewsletter, ownerSql } from "#testing/factories.ts";
import { cancelImport } from "./cancel.ts";
import { importInto } from "./contract.cases.ts";
import { storeFile } from "./file.ts";
import { getImport } from "./get.ts";
import { waitingBytes } from "./quota.ts";
import { uploadPath, uploadToken } from "./upload-link.ts";

const megabyte = 1024 * 1024;
const most = waitingBytes.starter;

/** A workspace whose waiting file is said to leave `left` bytes of room, and a further import that takes a file. */
async function nearlyFull(left: number, plan: keyof typeof waitingBytes = "starter") {
  const { actor, workspaceId } = await makeMember({ plan });
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const full = await importInto(actor, newsletterId, "Email\n");
  const next = await importInto(actor, newsletterId, "");
  await full.receive();
  await ownerSql()`update imports set file_bytes = ${most - left} where id = ${full.importId}`;
  return { actor, workspaceId, newsletterId, full, next };
}

async function* pieces(count: number, took?: () => void) {
  for (let n = 0; n < count; n++) {
    took?.();
    yield Buffer.alloc(megabyte, "a");
  }
}

const stored = async (importId: string) =>
  (await ownerSql()`select 1 from import_chunks where import_id = ${importId}`).length;

test("an upload past the plan's quota is refused and stores nothing", {
  tag: "@V5.2.4",
}, async () => {
  const { actor, next } = await nearlyFull(3 * megabyte);
  let took = 0;
  const upload = storeFile(
    next.job,
    next.importId,
    pieces(50, () => took++),
  );
  await expect(upload).rejects.toMatchObject({
    fields: { file: expect.stringContaining("2 GB") },
  });
  expect(took).toBeLessThan(10);
  expect(await stored(next.importId)).toBe(0);
  expect((await getImport(actor, { importId: next.importId })).fileBytes).toBe(0);
  expect(await storeFile(next.job, next.importId, pieces(3))).toBe(3 * megabyte);
});

test("a declared length past the quota is refused before storing", {
  tag: "@V5.2.4",
}, async () => {
  const { actor, next } = await nearlyFull(megabyte);
  const form = new FormData();
  form.set("token", await uploadToken(actor, next.importId));
  form.set("file", new Blob([Buffer.alloc(2 * megabyte, "a")]), "people.csv");
  const body = await new Response(form).blob();
  const answer = await api(
    new Request(`http://localhost${await uploadPath(next.job, next.importId)}`, {
      method: "POST",
      body,
      headers: { "content-type": body.type, "content-length": String(body.size), accept: "application/json" },
    }),
    { ip: "203.0.113.9", requestId: uuidv7() },
  );
  expect(answer.status).toBe(413);
  expect(await answer.json()).toMatchObject({
    detail: expect.stringContaining("Finish or cancel an import"),
    errors: { file: expect.stringContaining("2 GB") },
  });
  expect(await stored(next.importId)).toBe(0);
});

test("a full quota blocks new imports until cancelled or upgraded", async () => {
  const { actor, workspaceId, newsletterId, full } = await nearlyFull(0);
  await expect(importInto(actor, newsletterId, "")).rejects.toMatchObject({ code: "conflict" });
  await ownerSql().begin(async (sql) => {
    await sql`select audit_append(${uuidv7()}, ${workspaceId}, null, 'job', 'test', 'test.plan', 'done', null, '{}', null, null, 'test')`;
    await sql`update workspaces set plan = 'professional' where id = ${workspaceId}`;
  });
  await importInto(actor, newsletterId, "");
  await ownerSql()`update imports set file_bytes = ${waitingBytes.professional} where id = ${full.importId}`;
  await expect(importInto(actor, newsletterId, "")).rejects.toMatchObject({ code: "conflict" });
  await cancelImport(actor, { importId: full.importId });
  await importInto(actor, newsletterId, "");
});
