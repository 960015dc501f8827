import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import type { Member } from "#lib/core/actor.ts";
import { unzip } from "#lib/files/unzip.ts";
import { makeNewsletter, ownerSql } from "#testing/factories.ts";
import { formsIn } from "../forms.ts";
import type { Visitor } from "../visitor.ts";
import { ask } from "../wire.ts";
import { plant, secrets } from "./planted.ts";
import { found } from "./search.ts";

/** Uploads a file of contacts with the token that its form carries. */
export async function uploads(me: Visitor, { workspaceId }: Member) {
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  await me.call("createImportAction", {
    newsletterId,
    basis: "express",
    consentSource: "Sign-up sheet at the fair.",
    attested: "on",
  });
  const [made] = await ownerSql()`select id from imports where workspace_id = ${workspaceId}`;
  const { text } = await me.open(`/contacts/imports/${made?.id}`);
  const form = formsIn(text).find(({ html }) => html.includes("Upload file"));
  const path = /action="([^"]+)"/.exec(form?.html ?? "")?.[1] ?? "";
  const token = plant("token of an upload", form?.fields.token ?? "");
  const data = new FormData();
  data.set("token", token);
  data.set("file", new Blob(["email,name\nreader@example.com,Ada\n"]), "people.csv");
  const sent = new Response(data);
  const answer = await ask(path, {
    method: "POST",
    headers: { "content-type": sent.headers.get("content-type") ?? "" },
    body: Buffer.from(await sent.arrayBuffer()),
  });
  expect(answer.status, answer.text).toBe(303);
}

/** Makes an export of the log in each format, downloads it and reads it. */
export async function exports(me: Visitor, { workspaceId }: Member) {
  for (const format of ["ndjson", "csv"]) {
    await me.call("exportAction", { format });
    const newest = async () =>
      (
        await ownerSql()`select id, ready_at from audit_exports where workspace_id = ${workspaceId} and format = ${format}`
      )[0];
    await expect.poll(async () => (await newest())?.ready_at ?? null, { timeout: 30_000 }).not.toBeNull();
    const { status, bytes } = await me.open(
      `/settings/security/audit-log/exports/${(await newest())?.id}/download`,
    );
    expect(status).toBe(200);
    const text = format === "csv" ? await unzipped(bytes) : bytes.toString();
    expect(text, "the export holds what was done").toContain("sending_domain.create");
    expect(found(secrets, text), `in an export as ${format}`).toEqual([]);
  }
}

async function unzipped(bytes: Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mailneo-export-"));
  try {
    const path = join(folder, "export.zip");
    await writeFile(path, bytes);
    const { names, read } = await unzip(path);
    const parts: Uint8Array[] = [];
    for (const name of names) for await (const part of read(name)) parts.push(part);
    return Buffer.concat(parts).toString();
  } finally {
    await rm(folder, { recursive: true });
  }
}
