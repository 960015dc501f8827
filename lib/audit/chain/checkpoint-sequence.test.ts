import { expect, test } from "@playwright/test";
import { signerOf } from "#lib/crypto/ed25519.ts";
import { sha256 } from "#lib/crypto/hash.ts";
import {
  type Checkpoint,
  type CheckpointFile,
  checkpointHash,
  isInCheckpoint,
  parseFile,
  writeFile,
} from "./checkpoint.ts";
import { CheckpointSequence } from "./checkpoint-sequence.ts";
import { type Head, Heads, zeroHash } from "./head.ts";
import { nextCheckpoint } from "./next-checkpoint.ts";

const signer = signerOf(Buffer.alloc(32, 1));
const stranger = signerOf(Buffer.alloc(32, 2));
const chain = (n: number) => `0190a000-0000-7000-8000-00000000000${n}`;
const head = (n: number, seq: number, says = ""): Head => ({
  chainId: chain(n),
  seq,
  hash: sha256(`${n} ${seq} ${says}`).toString("hex"),
  anchorSeq: 0,
  anchorHash: zeroHash,
});

type Made = { key: string; file: CheckpointFile; checkpoint: Checkpoint };

/** One checkpoint per list of heads, an hour apart from 21:00 on: the day ends within. */
function checkpoints(states: Head[][], by = signer): Made[] {
  let before: Parameters<typeof nextCheckpoint>[0] = null;
  return states.map((state, n) => {
    const heads = new Heads(state);
    const made = nextCheckpoint(before, heads, new Date(Date.UTC(2026, 10, 26, 21 + n, 0, 1)), by);
    before = { ...made.checkpoint, body: made.file.body, heads };
    return made;
  });
}

const states = [
  [head(2, 1)],
  [head(2, 5), head(1, 1)],
  [head(2, 5), head(1, 1)],
  [head(2, 6), head(1, 1), head(3, 2)],
  [head(2, 9), head(1, 1), head(3, 2)],
];
const made = checkpoints(states);
const knownOf = (list: Made[]) =>
  new Map(list.map((one) => [one.checkpoint.number, checkpointHash(one.file.body)]));

function follow(
  files: { key: string; file: CheckpointFile }[],
  known = knownOf(made),
  believed = [signer.publicKey],
) {
  const sequence = new CheckpointSequence(believed, known);
  const moved = files.map(({ key, file }) =>
    sequence
      .next(key, { file: parseFile(writeFile(file).toString()) })
      ?.moved.map((one) => `${one.chainId.at(-1)}:${one.seq}`),
  );
  sequence.end();
  const { problems, notes } = sequence;
  return { problems, notes, moved, sequence };
}

test("checkpoints in order are quiet, and say which chains moved", { tag: "@V16.4.2" }, () => {
  const { problems, notes, moved, sequence } = follow(made);
  expect({ problems, notes }).toEqual({ problems: [], notes: [] });
  expect(moved).toEqual([["2:1"], ["1:1", "2:5"], [], ["2:6", "3:2"], ["2:9"]]);
  expect(made.map(({ file }) => file.all)).toEqual([true, false, false, true, false]);
  expect([...(sequence.heads ?? [])].map((one) => one.seq)).toEqual([1, 9, 2]);
});

test("a newest checkpoint unknown to the database is no problem", () => {
  expect(follow(made, knownOf(made.slice(0, 4))).problems).toEqual([]);
  const forgotten = knownOf(made);
  forgotten.delete(2);
  expect(follow(made, forgotten).problems).toEqual(["The database no longer knows checkpoint 2."]);
});

test("a removed checkpoint file is named and its successors distrusted", { tag: "@V16.4.2" }, () => {
  const { problems, moved } = follow(made.toSpliced(1, 1));
  expect(problems).toEqual(["Checkpoint 2 is missing from the store."]);
  expect(moved).toEqual([["2:1"], [], ["1:1", "2:6", "3:2"], ["2:9"]]);
  expect(follow(made.slice(0, 3)).problems).toEqual(["Checkpoints 4 to 5 are missing from the store."]);
  expect(follow([]).problems).toEqual(["Checkpoints 1 to 5 are missing from the store."]);
});

test("an edited file is named, whatever was edited in it", { tag: "@V16.4.2" }, () => {
  const edited = (change: (file: CheckpointFile) => Partial<CheckpointFile>) =>
    follow(made.map((one, n) => (n === 1 ? { ...one, file: { ...one.file, ...change(one.file) } } : one)))
      .problems;
  const place = "(audit/checkpoints/2026-11-26/22-00000002.json).";
  const signature = `Checkpoint 2 does not carry the signature it was made with: it was changed ${place}`;
  expect(edited(({ body }) => ({ body: body.replace('"chains":2', '"chains":3') }))).toEqual([signature]);
  expect(edited(() => ({ signature: made[0]?.file.signature }))).toEqual([signature]);
  expect(edited(() => ({ publicKey: stranger.publicKey }))).toEqual([signature]);
  const lists = `Checkpoint 2 lists other chains than it signed: its file was changed ${place}`;
  expect(edited(() => ({ heads: [head(2, 4), head(1, 1)] }))).toEqual([lists]);
  expect(edited(() => ({ heads: [head(2, 5)] }))).toEqual([lists]);
  expect(edited(() => ({ all: true, heads: [] }))).toEqual([lists]);
});

test("a checkpoint under another key is named with its fingerprint", {
  tag: ["@V11.6.1", "@V16.4.2"],
}, () => {
  const foreign = checkpoints(states, stranger);
  const { problems } = follow(made.with(4, foreign[4] as Made));
  expect(problems).toEqual([
    `Checkpoint 5 is signed by a key that is not ours: ${stranger.fingerprint} (audit/checkpoints/2026-11-27/01-00000005.json).`,
  ]);
  expect(follow(foreign, knownOf(foreign), [signer.publicKey, stranger.publicKey]).problems).toEqual([]);
});

test("an old file in place of a newer one is named", { tag: "@V16.4.2" }, () => {
  const [, second, third] = made as [Made, Made, Made];
  expect(follow(made.with(2, { ...third, file: second.file })).problems[0]).toContain(
    "Checkpoint 3 is really checkpoint 2 of 2026-11-26 22:00 UTC: an old file was put in its place",
  );
  const beside = { ...second, key: "audit/checkpoints/2026-11-26/23-00000002.json" };
  expect(follow(made.toSpliced(2, 0, beside)).problems[0]).toContain("There are two files of checkpoint 2");
});

test("a rewritten checkpoint sequence shows by link and database", {
  tag: "@V16.4.2",
}, () => {
  const anew = checkpoints(states.with(2, [head(2, 5, "forged"), head(1, 1)]));
  expect(follow(made.with(2, anew[2] as Made)).problems).toEqual([
    "Checkpoint 3 is another one than the database remembers (audit/checkpoints/2026-11-26/23-00000003.json).",
  ]);
  expect(follow(made.with(3, anew[3] as Made), new Map()).problems).toEqual([
    "Checkpoint 4 does not continue the checkpoint 3 that is here (audit/checkpoints/2026-11-27/00-00000004.json).",
  ]);
});

test("an hour without a checkpoint is a note, not a problem", () => {
  const before = { ...(made[1] as Made).checkpoint, body: (made[1] as Made).file.body, heads: null };
  const late = nextCheckpoint(
    before,
    new Heads(states[1]),
    new Date(Date.UTC(2026, 10, 27, 1, 0, 1)),
    signer,
  );
  const { problems, notes } = follow([...made.slice(0, 2), late], new Map());
  expect(problems).toEqual([]);
  expect(notes).toEqual([
    "No checkpoint between 2026-11-26 22:00 UTC and 2026-11-27 01:00 UTC (2 hours without). What was written then is covered from 2026-11-27 01:00 UTC on.",
  ]);
});

test("a checkpoint is never dated before its predecessor", () => {
  const before = {
    ...(made[1] as Made).checkpoint,
    body: (made[1] as Made).file.body,
    heads: new Heads(states[1]),
  };
  const next = nextCheckpoint(before, new Heads(states[1]), new Date(0), signer);
  expect(next.checkpoint.at).toBe("2026-11-26T22:00:01.001Z");
  expect(follow([...made.slice(0, 2), next], new Map()).problems).toEqual([]);
});

test("one chain's head is proved in a checkpoint without any other chain's", () => {
  const heads = new Heads(states[4]);
  const { checkpoint } = made[4] as Made;
  for (const one of heads) {
    const { index, path } = heads.proof(one.chainId) as { index: number; path: string[] };
    expect(isInCheckpoint({ head: one, index, path }, checkpoint)).toBe(true);
    expect(isInCheckpoint({ head: { ...one, seq: one.seq + 1 }, index, path }, checkpoint)).toBe(false);
    expect(JSON.stringify(path)).not.toContain(chain(1));
  }
  expect(heads.proof(chain(9))).toBeNull();
});
