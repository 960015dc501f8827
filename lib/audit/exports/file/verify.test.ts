import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { archiveOf, hostile, makeContent, testSigner, textOf } from "#lib/audit/exports/export.fixture.ts";
import { signerOf } from "#lib/crypto/ed25519.ts";
import { unzip } from "#lib/files/unzip.ts";
import { verifyExport } from "./verify.ts";

const believed = [testSigner.publicKey];
const one = (text: string | Buffer) => [Buffer.from(text)] as unknown as AsyncIterable<Uint8Array>;
const verify = async (text: string | Buffer, keys: string[] | undefined = believed) =>
  verifyExport(
    (async function* () {
      yield* one(text);
    })(),
    keys && { believed: keys },
  );

/** Twelve entries with an address, a person, a detail each; 4 and 5 are left out. */
const twelve = Array.from({ length: 12 }, (_, at) => ({
  entry: {
    action: at === 6 ? "contact.delete" : "contact.create",
    target: `target-${at + 1}`,
    detail: JSON.stringify({ label: `Entry ${at + 1}`, count: at }),
  },
  origin: { ip: `203.0.113.${at + 1}`, userAgent: "Mozilla/5.0" },
  about: { address: `person${at + 1}@example.com` },
}));
const filtered = () => makeContent(twelve, { leftOut: [4, 5] });

/** The text of a file with one line changed. */
function edited(text: string, line: number, change: (line: string) => string | string[]): string {
  const lines = text.split("\n");
  return lines.flatMap((each, at) => (at + 1 === line ? change(each) : each)).join("\n");
}

async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "mailneo-verify-"));
  return run(folder).finally(() => rm(folder, { recursive: true, force: true }));
}

/** Unpacks a CSV export, lets it be changed, and verifies it. */
async function verifyCsv(change: (files: { csv: string; proof: string }) => void, content = filtered()) {
  return inFolder(async (folder) => {
    const zipped = join(folder, "export.zip");
    await writeFile(zipped, await archiveOf(content));
    const { read } = await unzip(zipped);
    const text = async (name: string) => {
      const pieces: Uint8Array[] = [];
      for await (const piece of read(name)) pieces.push(piece);
      return Buffer.concat(pieces).toString("utf8");
    };
    const files = { csv: await text("log.csv"), proof: await text("log.csv.proof.ndjson") };
    change(files);
    await writeFile(join(folder, "log.csv"), files.csv);
    await writeFile(join(folder, "log.csv.proof.ndjson"), files.proof);
    return verifyExport(join(folder, "log.csv"), { believed });
  });
}

test("a filtered export is intact line by line", async () => {
  const text = await textOf(filtered());
  const report = await verify(text);
  expect(report).toMatchObject({
    intact: true,
    broken: null,
    entries: 10,
    leftOut: 2,
    checkpoint: { number: 7 },
  });
  expect(report.key).toMatchObject({ fingerprint: testSigner.fingerprint, believed: true });
  expect(report.vouched.join(" ")).toContain("filters");
});

test("whatever pieces a file comes in, it is the same file", async () => {
  const bytes = Buffer.from(await textOf(filtered()));
  for (const size of [1, 7, 4096]) {
    const pieces = (async function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    })();
    expect((await verifyExport(pieces, { believed })).intact).toBe(true);
  }
});

test("a value changed in any field names its entry", async () => {
  const text = await textOf(filtered());
  const line = (JSON.parse(text.split("\n")[7] ?? "") ?? {}) as Record<string, unknown>;
  expect(line.seq).toBe(7);
  const changes: Record<string, unknown> = {
    id: "00000000-0000-7000-8000-000000000000",
    occurred_at: "2026-11-26T07:00:08.000456Z",
    workspace_id: null,
    user_id: "x",
    actor_kind: "job",
    actor_id: "somebody",
    action: "contact.create",
    result: "refused",
    target: "another",
    detail: { label: "Entry 7", count: 7 },
    ip_bucket: 3,
    origin_key: null,
    origin_commitment: "0".repeat(64),
    about_key: "another",
    about_commitment: null,
    request_id: "s",
    hash: "0".repeat(64),
    origin: { ...(line.origin as object), fields: { ip: "203.0.113.99", userAgent: "Mozilla/5.0" } },
    about: { ...(line.about as object), salt: "0".repeat(32) },
  };
  const fields = Object.keys(line).filter((name) => !["type", "chain", "seq"].includes(name));
  expect(Object.keys(changes).sort()).toEqual(fields.sort());
  for (const [field, value] of Object.entries(changes)) {
    const report = await verify(
      edited(text, 8, (old) => JSON.stringify({ ...JSON.parse(old), [field]: value })),
    );
    expect(report.intact, field).toBe(false);
    expect(report.broken, field).toMatchObject({ line: 8, seq: 7 });
  }
});

test("removed, added, doubled, moved and truncated lines are located", async () => {
  const text = await textOf(filtered());
  const lines = text.split("\n");
  const swap = (a: number, b: number) =>
    lines
      .with(a, lines[b] ?? "")
      .with(b, lines[a] ?? "")
      .join("\n");
  const cases: [string, string, Record<string, unknown>, RegExp][] = [
    ["an entry removed", edited(text, 8, () => []), { line: 8, seq: 8 }, /Entry 7 is missing/],
    ["a digest removed", edited(text, 5, () => []), { line: 5, seq: 5 }, /Entry 4 is missing/],
    ["the first removed", edited(text, 2, () => []), { line: 2, seq: 2 }, /Entry 1 is missing/],
    ["the last removed", edited(text, 13, () => []), { seq: 12 }, /Entry 12 is missing/],
    [
      "an entry doubled",
      edited(text, 8, (line) => [line, line]),
      { line: 9, seq: 7 },
      /added, doubled or moved/,
    ],
    ["two moved", swap(7, 8), { line: 8, seq: 8 }, /Entry 7 is missing/],
    [
      "one added at the end",
      edited(text, 13, (line) => [line, line.replace('"seq":12', '"seq":13')]),
      { line: 14, seq: 13 },
      /added/,
    ],
    [
      "a digest changed",
      edited(text, 6, (line) => line.replace(/"digest":"..../, '"digest":"0000')),
      { line: 7, seq: 6 },
      /digest of an entry left out/,
    ],
    ["cut in a line", text.slice(0, text.length / 2), {}, /cut off/],
    ["cut between lines", `${lines.slice(0, 9).join("\n")}\n`, {}, /cut off/],
    ["without its signature", `${lines.slice(0, -2).join("\n")}\n`, {}, /signature is missing/],
    ["the last byte gone", text.slice(0, -1), {}, /cut off/],
    ["more behind it", `${text}{}\n`, { line: lines.length }, /behind the signature/],
    ["nothing", "", {}, /empty/],
  ];
  for (const [what, changed, where, why] of cases) {
    const report = await verify(changed);
    expect(report.intact, what).toBe(false);
    expect(report.broken, what).toMatchObject(where);
    expect(report.broken?.why, what).toMatch(why);
  }
});

test("the signature covers head, filters, names, erasures and counts", async () => {
  const text = await textOf(filtered());
  const last = text.split("\n").length - 1;
  const head = (change: object) =>
    edited(text, 1, (line) => JSON.stringify({ ...JSON.parse(line), ...change }));
  const cases: [string, string, RegExp][] = [
    ["filters", head({ filters: {} }), /first line was changed/],
    ["time", head({ made_at: "2026-11-27T07:15:41.123Z" }), /first line was changed/],
    [
      "people",
      text.replace('"people":[{"id"', '"people":[{"id":"x","name":"Eve"},{"id"'),
      /signature does not hold/,
    ],
    [
      "erased",
      edited(text, 3, (line) => line.replace(/"about":\{.*\}\},/, '"about":"erased",')),
      /signature does not hold/,
    ],
    ["counts", edited(text, last - 1, (line) => line.replace('"entries":10', '"entries":11')), /not as many/],
    ["a field more", edited(text, 3, (line) => line.replace("{", '{"note":"x",')), /not as we write/],
    ["a name twice", edited(text, 3, (line) => line.replace("{", '{"action":"a.b",')), /not as we write/],
    ["blanks", edited(text, 3, (line) => line.replace(",", ", ")), /not as we write/],
    [
      "the checkpoint",
      text.replace('\\"number\\":7', '\\"number\\":8'),
      /checkpoint does not carry the signature/,
    ],
  ];
  for (const [what, changed, why] of cases) {
    expect(changed, what).not.toBe(text);
    const report = await verify(changed);
    expect(report.intact, what).toBe(false);
    expect(report.broken?.why, what).toMatch(why);
  }
});

test("rewritten history cannot be signed, and a foreign signature is distrusted", async () => {
  const other = signerOf(Buffer.alloc(32, 3));
  const forged = await textOf(makeContent(twelve, { signer: other }));
  expect((await verify(forged)).broken?.why).toMatch(/another key/);
  const unknown = await verify(forged, []);
  expect(unknown.broken?.why).toMatch(/another key/);
  const nobodySaid = await verifyExport(
    (async function* () {
      yield Buffer.from(forged);
    })(),
  );
  expect(nobodySaid).toMatchObject({ intact: true, key: { fingerprint: other.fingerprint, believed: null } });

  const mine = filtered();
  const theirs = makeContent(
    twelve.map((each) => ({ ...each, entry: { ...each.entry, target: "another" } })),
  );
  const chain = theirs.head.chains[0]?.chain ?? "";
  const mixed = {
    ...theirs,
    checkpoint: { ...mine.checkpoint, chains: mine.checkpoint.chains.map((each) => ({ ...each, chain })) },
  };
  expect((await verify(await textOf(mixed))).broken?.why).toMatch(/does not hold this chain's end/);
});

test("a file may start mid-chain, and an erased person keeps it whole", async () => {
  const late = makeContent(twelve, { from: 6 });
  expect(await verify(await textOf(late))).toMatchObject({ intact: true, entries: 7 });
  const wrong = withAfter(makeContent(twelve, { from: 6 }), "1".repeat(64));
  expect((await verify(await textOf(wrong))).broken).toMatchObject({ seq: 6, line: 2 });

  const erased = makeContent(twelve);
  erased.items = (async function* (items) {
    for await (const batch of items)
      yield batch.map((item) =>
        "row" in item ? { ...item, row: { ...item.row, about: "erased" as const } } : item,
      );
  })(erased.items);
  expect(await verify(await textOf(erased))).toMatchObject({ intact: true, entries: 12 });
});

test("retention is no hole, and nothing else may be missing", async () => {
  const kept = makeContent(twelve, { from: 6, anchor: 5 });
  expect(await verify(await textOf(kept))).toMatchObject({ intact: true, entries: 7 });
  const lateInWhatIsLeft = makeContent(twelve, { from: 9, anchor: 5 });
  expect(await verify(await textOf(lateInWhatIsLeft))).toMatchObject({ intact: true, entries: 4 });
  // Nothing follows that a wrong beginning would contradict: only the anchor can.
  const empty = withAfter(makeContent(twelve, { from: 13, anchor: 12 }), "1".repeat(64));
  expect((await verify(await textOf(empty))).intact).toBe(false);
  const beforeTheAnchor = makeContent(twelve, { from: 3, anchor: 5 });
  expect((await verify(await textOf(beforeTheAnchor))).broken?.why).toMatch(
    /does not begin where the chain does/,
  );
});

/** The same file, telling another hash of the entry it begins behind. */
function withAfter(content: ReturnType<typeof makeContent>, hash: string) {
  const chains = content.head.chains.map((chain) => ({ ...chain, after: { ...chain.after, hash } }));
  return { ...content, head: { ...content.head, chains } };
}

const hostileEntries = hostile.flatMap((text) => [
  {
    entry: {
      target: text,
      actorId: text,
      requestId: text,
      detail: JSON.stringify({ label: text, "10": 1, "2": 2 }),
    },
  },
  { origin: { ip: text, userAgent: text }, about: { address: text, name: text } },
  { entry: { detail: `{"label" : ${JSON.stringify(text)}, "n": 1.0}` } },
]);

test("hostile values survive both formats, and no cell starts a formula", {
  tag: "@V1.2.10",
}, async () => {
  expect(await verify(await textOf(makeContent(hostileEntries)))).toMatchObject({
    intact: true,
    entries: hostileEntries.length,
  });
  let csv = "";
  const report = await verifyCsv((files) => {
    csv = files.csv;
  }, makeContent(hostileEntries));
  expect(report).toMatchObject({ intact: true, broken: null, entries: hostileEntries.length });
  expect(csv.slice(1)).not.toMatch(/(^|,)"[=+\-@\t\r\n＝＋－＠]/m);
});

test("a CSV export is intact as it is downloaded, and unpacked", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "export.zip");
    const bytes = await archiveOf(filtered());
    await writeFile(path, bytes);
    expect(await verifyExport(path, { believed })).toMatchObject({ intact: true, entries: 10, leftOut: 2 });
    for (const cut of [bytes.subarray(0, -30), bytes.subarray(0, 900)]) {
      await writeFile(path, cut);
      expect((await verifyExport(path, { believed })).broken?.why).toMatch(/cut off/);
    }
    const changed = Buffer.from(bytes);
    changed[700] = (changed[700] ?? 0) ^ 0xff;
    await writeFile(path, changed);
    expect((await verifyExport(path, { believed })).intact).toBe(false);
  });
  expect(await verifyCsv(() => {})).toMatchObject({ intact: true });
});

test("every cell of a CSV row that is changed names its row", async () => {
  const pristine = { csv: "" };
  await verifyCsv((files) => Object.assign(pristine, files));
  const cells = (pristine.csv.split("\r\n")[6] ?? "").split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/);
  expect(cells.length).toBe(32);
  for (const at of cells.keys()) {
    const report = await verifyCsv((files) => {
      files.csv = edited(files.csv.replaceAll("\r\n", "\n"), 7, () =>
        cells.with(at, '"changed"').join(","),
      ).replaceAll("\n", "\r\n");
    });
    expect(report.intact, `column ${at}`).toBe(false);
    expect(report.broken?.line ?? report.broken?.seq, `column ${at}: ${report.broken?.why}`).toBe(7);
  }
});

test("changed CSV rows are located, and so is a changed proof", async () => {
  const cases: [string, (files: { csv: string; proof: string }) => void, RegExp][] = [
    ["removed", (files) => rows(files, (lines) => lines.toSpliced(6, 1)), /Entry 8 is missing/],
    [
      "doubled",
      (files) => rows(files, (lines) => lines.toSpliced(6, 0, lines[6] ?? "")),
      /added, doubled or moved/,
    ],
    [
      "moved",
      (files) => rows(files, (lines) => lines.with(6, lines[7] ?? "").with(7, lines[6] ?? "")),
      /missing/,
    ],
    ["cut", (files) => Object.assign(files, { csv: files.csv.slice(0, -40) }), /cut off/],
    ["the last row gone", (files) => rows(files, (lines) => lines.toSpliced(-2, 1)), /Entry 12 is missing/],
    ["the columns", (files) => Object.assign(files, { csv: files.csv.replace("Who", "Whom") }), /columns/],
    [
      "a digest",
      (files) => Object.assign(files, { proof: files.proof.replace(/"digest":"..../, '"digest":"0000') }),
      /digest of an entry left out/,
    ],
    [
      "a filter",
      (files) => Object.assign(files, { proof: files.proof.replace("refused", "failed") }),
      /first line was changed/,
    ],
  ];
  for (const [what, change, why] of cases) {
    const report = await verifyCsv(change);
    expect(report.intact, what).toBe(false);
    expect(report.broken?.why, what).toMatch(why);
  }

  function rows(files: { csv: string }, change: (lines: string[]) => string[]) {
    files.csv = change(files.csv.split("\r\n")).join("\r\n");
  }
});

test("a CSV and its proof prove nothing without each other", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "export.zip");
    await writeFile(path, await archiveOf(filtered()));
    const { read } = await unzip(path);
    for (const [name, why] of [
      ["log.csv", /is not there/],
      ["log.csv.proof.ndjson", /not beside it/],
    ] as const) {
      const alone = await mkdtemp(join(folder, "alone-"));
      const pieces: Uint8Array[] = [];
      for await (const piece of read(name)) pieces.push(piece);
      await writeFile(join(alone, name), Buffer.concat(pieces));
      expect((await verifyExport(join(alone, name), { believed })).broken?.why).toMatch(why);
    }
  });
});

test("a line without an end does not fill the memory", async () => {
  const endless = (async function* () {
    for (let at = 0; at < 1000; at++) yield Buffer.alloc(1024 * 1024, "x");
  })();
  expect((await verifyExport(endless)).broken?.why).toMatch(/longer than any/);
});
