import { randomBytes } from "node:crypto";
import { uuidv7 } from "uuidv7";
import {
  type ChainEntry,
  chainHash,
  digestOf,
  installationChain,
  noHash,
} from "#lib/audit/chain/canonical.ts";
import { signCheckpoint } from "#lib/audit/chain/checkpoint.ts";
import { Heads, zeroHash } from "#lib/audit/chain/head.ts";
import { provenCells, type Shown } from "#lib/audit/exports/file/csv.ts";
import {
  type CheckpointLine,
  type ExportEntry,
  exportFormat,
  type Personal,
} from "#lib/audit/exports/file/format.ts";
import {
  csvExport,
  type ExportContent,
  type ExportItem,
  ndjsonExport,
} from "#lib/audit/exports/file/write.ts";
import { type Signer, signerOf } from "#lib/crypto/ed25519.ts";
import { sha256 } from "#lib/crypto/hash.ts";

export const testSigner = signerOf(Buffer.alloc(32, 9));

/** Values an attacker sends to break a file, a spreadsheet or a reader. */
export const hostile = [
  '=HYPERLINK("https://evil.example")',
  "'=1+1",
  "''@SUM(A1)",
  "＝cmd",
  "+1",
  "-1",
  "@x",
  "\tx",
  "\rx",
  "a,b;c",
  'say "no"',
  '"',
  "two\r\nlines\nand\rmore",
  "\u202egnp.exe",
  "\u2028\u2029\u0085",
  "',\"\\u0000",
  "",
  " ",
  "😀 Zoë \u0301",
  "-,",
  "3:abc,",
  "x".repeat(512),
];

type Made = {
  entry?: Partial<ChainEntry> | undefined;
  origin?: Record<string, string> | undefined;
  about?: Record<string, string> | undefined;
};

/** Returns one chain of the given entries; those whose number is in `leftOut` by their digest. */
export function makeContent(
  made: Made[],
  { leftOut = [] as number[], from = 1, anchor = 0, signer = testSigner as Signer } = {},
) {
  const chain = uuidv7();
  let hash = noHash;
  let after = noHash;
  let anchorHash = noHash;
  const items: ExportItem[] = [];
  made.forEach((each, at) => {
    const { row, digest } = makeRow(chain, at + 1, each, hash);
    hash = Buffer.from(row.hash, "hex");
    if (at + 1 === anchor) anchorHash = hash;
    if (at + 1 < from) after = hash;
    else if (leftOut.includes(at + 1))
      items.push({ leftOut: { chain, seq: at + 1, digest: digest.toString("hex") } });
    else items.push({ row, shown: shownOf(row) });
  });
  const content: ExportContent = {
    head: {
      type: "head",
      format: exportFormat,
      how_to_verify: "run it",
      workspace: { id: chain, name: "Shop “=1+1”" },
      made_at: "2026-11-26T07:15:41.123Z",
      made_by: { id: uuidv7(), name: "Ada" },
      filters: { result: "refused" },
      chains: [
        { chain, of: "workspace", after: { seq: from - 1, hash: after.toString("hex") }, to: made.length },
      ],
    },
    items: batches(items),
    people: async () => [{ id: uuidv7(), name: "Ada" }],
    checkpoint: checkpointOf(chain, { seq: made.length, hash }, { seq: anchor, hash: anchorHash }, signer),
    signer,
  };
  return content;
}

async function* batches(items: ExportItem[]) {
  for (let at = 0; at < items.length; at += 3) yield items.slice(at, at + 3);
}

export function makeRow(chain: string, seq: number, { entry, origin, about }: Made, before: Buffer) {
  const [from, of] = [personal(origin), personal(about)];
  const full: ChainEntry = {
    chainId: chain,
    seq,
    id: uuidv7(),
    occurredAt: new Date(Date.UTC(2026, 10, 26, 7, 0, seq)).toISOString().replace("Z", "456Z"),
    workspaceId: chain,
    userId: null,
    actorKind: "member",
    actorId: null,
    action: "contact.create",
    result: "done",
    target: null,
    detail: "{}",
    ipBucket: null,
    originKey: from ? uuidv7() : null,
    originCommitment: from?.commitment ?? null,
    aboutKey: of ? uuidv7() : null,
    aboutCommitment: of?.commitment ?? null,
    requestId: "r",
    ...entry,
  };
  const digest = digestOf(full);
  const row: ExportEntry = {
    entry: full,
    origin: from?.shown ?? null,
    about: of?.shown ?? null,
    hash: chainHash(digest, before).toString("hex"),
  };
  return { row, digest };
}

function personal(
  fields: Record<string, string> | undefined,
): { shown: Personal; commitment: Buffer } | null {
  if (!fields) return null;
  const salt = randomBytes(16);
  return {
    shown: { salt: salt.toString("hex"), fields },
    commitment: sha256(Buffer.concat([salt, Buffer.from(JSON.stringify(fields))])),
  };
}

const shownOf = (row: ExportEntry): Shown => ({
  ...provenCells(row),
  who: "Ada Lovelace",
  what: "=made a contact",
  place: "Vienna, Austria",
  browser: null,
});

type Place = { seq: number; hash: Buffer };

function checkpointOf(chainId: string, { seq, hash }: Place, anchor: Place, signer: Signer): CheckpointLine {
  const anchored = { anchorSeq: anchor.seq, anchorHash: anchor.hash.toString("hex") };
  const head = { chainId, seq, hash: hash.toString("hex"), ...anchored };
  const heads = new Heads([head, { ...head, chainId: uuidv7() }, { ...head, chainId: installationChain }]);
  const at = "2026-11-26T07:15:00.000Z";
  const { body, signature } = signCheckpoint(
    { number: 7, at, previous: zeroHash, chains: heads.size, root: heads.root() },
    signer,
  );
  const { index = 0, path = [] } = heads.proof(chainId) ?? {};
  return {
    type: "checkpoint",
    body,
    signature,
    public_key: signer.publicKey,
    chains: [
      {
        chain: chainId,
        seq,
        hash: head.hash,
        anchor_seq: anchored.anchorSeq,
        anchor_hash: anchored.anchorHash,
        index,
        proof: path,
      },
    ],
  };
}

export async function textOf(content: ExportContent): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of ndjsonExport(content)) pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}

export async function archiveOf(content: ExportContent): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of csvExport(content, { csv: "log.csv", readme: "README.txt" })) pieces.push(piece);
  return Buffer.concat(pieces);
}
