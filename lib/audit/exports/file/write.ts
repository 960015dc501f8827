import { createHash } from "node:crypto";
import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Signer } from "#lib/crypto/ed25519.ts";
import { sha256 } from "#lib/crypto/hash.ts";
import { zip } from "#lib/files/zip.ts";
import { csvHeader, csvRecord, type Shown } from "./csv.ts";
import {
  type CheckpointLine,
  type EndLine,
  type ExportEntry,
  type ExportHead,
  entryLineOf,
  type LeftOut,
  lineOf,
} from "./format.ts";
import { proofEnding } from "./names.ts";

export type ExportItem = { row: ExportEntry; shown: Shown } | { leftOut: LeftOut };

export type ExportContent = {
  head: ExportHead;
  /** Items in the order of the head's chains, each from its beginning in the file to its end. */
  items: AsyncIterable<ExportItem[]>;
  /** Returns the users that the entries were about, known once the entries were read. */
  people: () => Promise<{ id: string; name: string }[]>;
  checkpoint: CheckpointLine;
  signer: Pick<Signer, "publicKey" | "sign">;
};

/** Yields an export as NDJSON while it is read. */
export async function* ndjsonExport(content: ExportContent): AsyncGenerator<Buffer, void, undefined> {
  const paper = signedLines(content);
  yield paper.head();
  for await (const batch of content.items) yield paper.items(batch);
  yield paper.seals(await content.people());
}

/**
 * Yields an export as a ZIP of three files: the CSV, its proof, and how to verify it. The proof is
 * not in the CSV, because a spreadsheet would count its lines as entries; two downloads would let
 * one get lost. The proof waits in a temporary file until the CSV is done.
 */
export async function* csvExport(
  content: ExportContent,
  names: { csv: string; readme: string },
): AsyncGenerator<Buffer, void, undefined> {
  const folder = await mkdtemp(join(tmpdir(), "mailneo-export-"));
  try {
    const aside = join(folder, "proof");
    const paper = signedLines({ ...content, head: { ...content.head, csv: names.csv } });
    const files = [
      { name: names.readme, bytes: [Buffer.from(content.head.how_to_verify)] },
      { name: names.csv, bytes: table() },
      { name: names.csv + proofEnding, bytes: proof() },
    ];
    yield* zip(files, new Date(content.head.made_at));

    async function* table() {
      const left = await open(aside, "wx", 0o600);
      try {
        await left.writeFile(paper.head());
        const csv = createHash("sha256");
        let bytes = 0;
        for await (const text of rows(left)) {
          const piece = Buffer.from(text);
          csv.update(piece);
          bytes += piece.length;
          yield piece;
        }
        await left.writeFile(paper.seals(await content.people(), { bytes, sha256: csv.digest("hex") }));
      } finally {
        await left.close();
      }
    }

    async function* rows(left: FileHandle) {
      yield csvHeader;
      for await (const batch of content.items) {
        await left.writeFile(paper.items(batch.filter((item) => "leftOut" in item)));
        const entries = batch.filter((item) => "row" in item);
        paper.count(entries.length);
        if (entries.length > 0) yield entries.map(({ row, shown }) => csvRecord(row, shown)).join("");
      }
    }

    async function* proof() {
      yield* (await open(aside)).createReadStream();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes lines, counts them, and signs the written bytes. */
function signedLines({ head, checkpoint, signer }: ExportContent) {
  const hash = createHash("sha256");
  const counts = { entries: 0, left_out: 0 };
  const first = lineOf(head);
  const write = (text: string) => {
    hash.update(text);
    return text;
  };

  return {
    head: () => Buffer.from(write(first)),
    /** Counts entries that are in another file. */
    count: (entries: number) => {
      counts.entries += entries;
    },
    items(batch: readonly ExportItem[]): Buffer {
      let text = "";
      for (const item of batch) {
        if ("row" in item) {
          counts.entries++;
          text += lineOf(entryLineOf(item.row));
        } else {
          counts.left_out++;
          text += lineOf({ type: "left_out", ...item.leftOut });
        }
      }
      return Buffer.from(write(text));
    },
    seals(people: { id: string; name: string }[], csv?: EndLine["csv"]): Buffer {
      const end: EndLine = {
        type: "end",
        head: sha256(first.slice(0, -1)).toString("hex"),
        ...counts,
        ...(csv && { csv }),
      };
      const text = write(lineOf({ type: "people", people }) + lineOf(checkpoint) + lineOf(end));
      const signature = signer.sign(hash.digest());
      return Buffer.from(text + lineOf({ type: "signature", public_key: signer.publicKey, signature }));
    },
  };
}
