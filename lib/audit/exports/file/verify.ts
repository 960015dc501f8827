import { createReadStream, existsSync } from "node:fs";
import { open } from "node:fs/promises";
import { fingerprintOf } from "#lib/crypto/ed25519.ts";
import { NotAnArchive, unzip } from "#lib/files/unzip.ts";
import { type Break, BrokenExport, followChains } from "./check.ts";
import { type ExportHead, headLine } from "./format.ts";
import { exportLines, lineAs } from "./lines.ts";
import { proofEnding } from "./names.ts";
import { followLines, followRows } from "./rows.ts";
import { proveCheckpoint, proveWhole, readSeals } from "./seals.ts";

export type ExportReport = {
  intact: boolean;
  /** First entry that differs from its record. */
  broken: Break | null;
  head: ExportHead | null;
  entries: number;
  leftOut: number;
  checkpoint: { number: number; at: string } | null;
  /**
   * Key that signed. `believed` is null when the caller named no keys to believe; then people must
   * compare the fingerprint.
   */
  key: { publicKey: string; fingerprint: string; believed: boolean | null } | null;
  /** Statements that the signature vouches for and no chain proves, in words. */
  vouched: string[];
};

type Options = {
  /**
   * Public keys to believe, 32 bytes in base64 each. Without them any valid signature passes, and
   * the report names its key.
   */
  believed?: readonly string[];
};
type Bytes = AsyncIterable<Uint8Array>;
type Files = { lines: Bytes; csv: Bytes | null };

/**
 * Verifies that an export is what was recorded: offline, without a database, in constant memory.
 * `source` is the path of a .ndjson or .zip file, or of an unpacked .csv with its .proof.ndjson
 * beside it. It may also be the bytes of an .ndjson file.
 * @throws Error when the file cannot be read.
 */
export async function verifyExport(source: string | Bytes, options: Options = {}): Promise<ExportReport> {
  const report: ExportReport = {
    intact: false,
    broken: null,
    head: null,
    entries: 0,
    leftOut: 0,
    checkpoint: null,
    key: null,
    vouched: [],
  };
  try {
    const files = typeof source === "string" ? await filesAt(source) : { lines: source, csv: null };
    await verify(files, report, options);
    report.intact = true;
  } catch (error) {
    if (error instanceof BrokenExport) report.broken = error.broken;
    else if (error instanceof NotAnArchive) report.broken = new BrokenExport(error.message).broken;
    else if (isZlib(error)) report.broken = new BrokenExport("The archive was changed or cut off.").broken;
    else throw error;
  }
  return report;
}

async function verify({ lines: source, csv: table }: Files, report: ExportReport, { believed }: Options) {
  const lines = exportLines(source);
  const first = await lines.peek();
  if (!first) throw new BrokenExport("The file is empty.");
  const head = lineAs(headLine, first);
  lines.take(first);
  report.head = head;
  if (Boolean(head.csv) !== Boolean(table))
    throw new BrokenExport(
      table
        ? "The file beside the CSV is of another export."
        : `It proves ${head.csv}, which is not beside it.`,
    );

  const chains = followChains(head);
  const csv = table ? await followRows(table, lines, chains, head) : null;
  if (!csv) await followLines(lines, chains);
  report.entries = chains.counts.entries;
  report.leftOut = chains.counts.leftOut;

  const seals = await readSeals(lines);
  const { public_key: publicKey } = seals.signature;
  report.key = {
    publicKey,
    fingerprint: fingerprintOf(publicKey),
    believed: believed?.includes(publicKey) ?? null,
  };
  const { number, at } = proveCheckpoint(seals.checkpoint);
  report.checkpoint = { number, at };
  chains.end(seals.checkpoint);
  if (csv?.changedWords) throw csv.changedWords;
  proveWhole(seals, { head: first.bytes, ...chains.counts, csv });
  const believes = (key: string) => believed?.includes(key) ?? key === publicKey;
  if (!believes(publicKey) || !believes(seals.checkpoint.public_key))
    throw new BrokenExport("It is signed with another key than this installation's.");
  report.vouched = vouchedFor(head);
}

function vouchedFor({ filters, csv }: ExportHead): string[] {
  const filtered = Object.values(filters).some((value) => value !== null && value !== "");
  return [
    "Names of people, and which personal data was erased, are as they were when the file was made.",
    ...(csv ? ["Who, what, place and browser are words made from the entries then."] : []),
    ...(filtered ? ["That no entry left out would have passed the filters is the signer's word."] : []),
  ];
}

async function filesAt(path: string): Promise<Files> {
  const start = await firstBytes(path);
  if (start.startsWith("PK\x03\x04")) {
    const { names, read } = await unzip(path);
    const proof = names.find((name) => name.endsWith(proofEnding));
    const csv = names.find((name) => `${name}${proofEnding}` === proof);
    if (!proof || !csv) throw new BrokenExport("The archive does not hold a CSV file and its proof.");
    return { lines: read(proof), csv: read(csv) };
  }
  if (start.startsWith("{")) {
    const csv = path.endsWith(proofEnding) ? path.slice(0, -proofEnding.length) : null;
    return { lines: createReadStream(path), csv: csv && existsSync(csv) ? createReadStream(csv) : null };
  }
  const proof = path + proofEnding;
  if (!existsSync(proof))
    throw new BrokenExport(`A CSV file is proved by the file beside it, and ${proof} is not there.`);
  return { lines: createReadStream(proof), csv: createReadStream(path) };
}

async function firstBytes(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString("latin1", 0, bytesRead);
  } finally {
    await file.close();
  }
}

const isZlib = (error: unknown) => /^Z_/.test(String((error as { code?: unknown })?.code));
