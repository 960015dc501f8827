import type { ChainEntry } from "#lib/audit/chain/canonical.ts";
import { latestCheckpoint } from "#lib/audit/chain/latest-checkpoint.ts";
import { makeCheckpoint } from "#lib/audit/chain/make-checkpoint.ts";
import { signer } from "#lib/audit/chain/signer.ts";
import { choiceOf, namesOf, wordsFor } from "#lib/audit/exports/search.ts";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { exportStore } from "#lib/files/store.ts";
import { exportFormat } from "./format.ts";
import { howToVerify } from "./how-to-verify.ts";
import { type ExportOrder, lastBefore, readOrder } from "./read.ts";
import { entriesOf, type Stretch } from "./source.ts";
import type { ExportContent } from "./write.ts";

// A file names as many people as a large team ever has; the limit keeps a workspace of a million
// from filling memory.
const mostNames = 10_000;

type Proofs = NonNullable<Awaited<ReturnType<typeof latestCheckpoint>>>["proofs"];

/**
 * Returns the content of an export: a fresh checkpoint, so that everything up to now is covered,
 * and its entries.
 */
export async function exportContent(actor: WorkspaceJob, exportId: string) {
  const order = await readOrder(actor, exportId);
  await makeCheckpoint({ again: true });
  const latest = await latestCheckpoint(exportStore(), order.chains);
  if (!latest?.proofs.size) throw new Error("There is no checkpoint of this workspace's audit log.");
  const { signed, checkpoint, proofs } = latest;

  const chains: Stretch[] = [];
  for (const chain of order.chains) {
    const proof = proofs.get(chain);
    if (proof) chains.push(await stretchOf(actor, proof, order));
  }
  const by = signer();
  const counts = { entries: 0, leftOut: 0 };
  const people = new Set<string>();
  const choice = await choiceOf(actor, order);
  const words = order.format === "csv" ? wordsFor(actor) : null;

  const content: ExportContent = {
    head: {
      type: "head",
      format: exportFormat,
      how_to_verify: howToVerify(order.format, by.fingerprint),
      workspace: { id: actor.workspaceId, name: order.workspace },
      made_at: new Date().toISOString(),
      made_by: { id: order.asked_by, name: order.asked_by_name ?? "" },
      filters: order.filters,
      chains: chains.map(({ chain, of, after, to }) => ({ chain, of, after, to })),
    },
    items: counted(),
    people: () => namesOf(actor, [...people]),
    checkpoint: {
      type: "checkpoint",
      body: signed.body,
      signature: signed.signature,
      public_key: signed.publicKey,
      chains: chains.map(({ chain }) => placeOf(proofs, chain)),
    },
    signer: by,
  };
  const total = chains.reduce((sum, { after, to }) => sum + to - after.seq, 0);
  return { content, order, counts, total, checkpoint: checkpoint.number };

  async function* counted() {
    for await (const batch of entriesOf(actor, chains, choice, words)) {
      for (const item of batch) {
        if ("row" in item) noteWho(item.row.entry);
        counts["row" in item ? "entries" : "leftOut"]++;
      }
      yield batch;
    }
  }

  function noteWho({ actorKind, actorId }: ChainEntry) {
    if (actorId && ["user", "member"].includes(actorKind) && people.size < mostNames) people.add(actorId);
  }
}

/**
 * Returns where a chain begins in the file: at the first requested day, to avoid years of digests.
 * Every later hash contains the hash before that day, so that the checkpoint covers it too.
 */
async function stretchOf(
  actor: WorkspaceJob,
  { head }: NonNullable<ReturnType<Proofs["get"]>>,
  { filters, zone }: ExportOrder,
): Promise<Stretch> {
  const { chainId: chain, seq: to } = head;
  const anchor = { seq: head.anchorSeq, hash: head.anchorHash };
  const before = filters.from ? await lastBefore(actor, chain, { day: filters.from, zone }) : null;
  const place = {
    chain,
    of: chain === actor.workspaceId ? ("workspace" as const) : ("account" as const),
    to,
  };
  if (!before || before.seq < anchor.seq) return { ...place, after: anchor, at: "-infinity" };
  if (before.seq >= to) return { ...place, after: { seq: to, hash: head.hash }, at: before.at };
  return { ...place, after: { seq: before.seq, hash: before.hash }, at: before.at };
}

function placeOf(proofs: Proofs, chain: string) {
  const { head, index, path } = proofs.get(chain) as NonNullable<ReturnType<Proofs["get"]>>;
  const { seq, hash, anchorSeq, anchorHash } = head;
  return { chain, seq, hash, anchor_seq: anchorSeq, anchor_hash: anchorHash, index, proof: path };
}
