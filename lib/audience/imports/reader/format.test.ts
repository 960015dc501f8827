import { expect, test } from "@playwright/test";
import { listContacts } from "#lib/audience/contacts/list.ts";
import { makeImport, plainCsv } from "#lib/audience/imports/contract.cases.ts";
import { getImport } from "#lib/audience/imports/get.ts";
import { previewImport } from "#lib/audience/imports/preview-import.ts";
import { listRefusals } from "#lib/audience/imports/refusals.ts";
import { importRun } from "#lib/audience/imports/run.ts";
import { startImport } from "#lib/audience/imports/start.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { tellFormat } from "./format.ts";

const ndjson = [
  '{"email":"ada@example.com","first_name":"Ada","shoe_size":38}',
  '{"email":"no-at-sign"}',
  "this is no object",
  '{"email":"bob@example.com","country":"DE"}',
].join("\n");

test("a first JSON object makes a file NDJSON, otherwise a table", () => {
  expect(tellFormat('{"email":"ada@example.com"}\n')).toBe("ndjson");
  expect(tellFormat('\n  {"email":"ada@example.com"}')).toBe("ndjson");
  expect(tellFormat("email,name\nada@example.com,{}")).toBe("csv");
  expect(tellFormat("{{first_name}},email\n")).toBe("csv");
  expect(() => tellFormat('[{"email":"ada@example.com"}]')).toThrow(/This file is JSON/);
  expect(() => tellFormat('{\n  "contacts": [\n')).toThrow(/This file is JSON/);
  expect(tellFormat("ada@example.com, bob@example.com; Carol <carol@example.com>")).toBe("list");
  expect(tellFormat("ada@example.com\nbob@example.com\n")).toBe("csv");
  expect(tellFormat("ada@example.com,Ada\nbob@example.com,Bob\n")).toBe("csv");
});

test("NDJSON is previewed by its filled keys whatever the mapping", async () => {
  const made = await makeImport(ndjson);
  await made.receive();
  expect(await previewImport(made.actor, made.importId)).toMatchObject({
    format: "ndjson",
    delimiter: null,
    columns: [
      { index: 0, header: "email" },
      { index: 1, header: "first_name" },
      { index: 4, header: "country" },
    ],
    rows: [
      { line: 1, refused: null },
      { line: 2, refused: "An email address has exactly one @ sign." },
      { line: 3, refused: "This line is not valid JSON." },
      { line: 4, refused: null },
    ],
  });
  expect(await previewImport(made.actor, made.importId, { format: "csv" })).toMatchObject({ format: "csv" });

  await startImport(made.actor, {
    importId: made.importId,
    ...plainCsv,
    mapping: { email: 7 },
    format: "ndjson",
  });
  await runJob(importRun, { workspaceId: made.workspaceId, importId: made.importId });
  expect(await getImport(made.actor, { importId: made.importId })).toMatchObject({
    state: "finished",
    added: 2,
    refused: 2,
  });
  const { rows } = await listContacts(made.actor, {});
  expect(rows.map(({ email, firstName, country }) => [email, firstName, country]).sort()).toEqual([
    ["ada@example.com", "Ada", null],
    ["bob@example.com", null, "DE"],
  ]);
});

test("a chosen encoding applies to the whole file", async () => {
  // "Łódź" as Windows-1250 spells it; guessed, a short name may be read otherwise.
  const file = Buffer.concat([
    Buffer.from("email,first name\nada@example.com,"),
    Buffer.from([0xa3, 0xf3, 0x64, 0x9f]),
    Buffer.from("\n"),
  ]);
  const made = await makeImport(file);
  await made.receive();
  expect((await previewImport(made.actor, made.importId)).encoding).toBe("windows-1250");
  expect((await previewImport(made.actor, made.importId, { encoding: "windows-1252" })).rows).toMatchObject([
    { cells: ["ada@example.com", "£ódŸ"] },
  ]);
  const chosen = await previewImport(made.actor, made.importId, { encoding: "windows-1250" });
  expect(chosen.rows).toMatchObject([{ cells: ["ada@example.com", "Łódź"] }]);

  const mapping = { email: 0, firstName: 1 };
  await startImport(made.actor, {
    importId: made.importId,
    ...plainCsv,
    mapping,
    encoding: "windows-1250",
  });
  await runJob(importRun, { workspaceId: made.workspaceId, importId: made.importId });
  expect((await listContacts(made.actor, {})).rows).toMatchObject([{ firstName: "Łódź" }]);
  expect((await listRefusals(made.actor, { importId: made.importId })).rows).toEqual([]);
});
