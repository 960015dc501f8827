import { sql } from "drizzle-orm";
import type { Job, WorkspaceJob } from "#lib/core/actor.ts";
import { AppError, forbidden } from "#lib/core/errors.ts";
import { logError } from "#lib/core/log.ts";
import { workspaceJob } from "#lib/core/policies.ts";
import { work } from "#lib/core/work.ts";
import { waitForLimit } from "#lib/mailboxes/email-accounts/wait.ts";
import { finishCampaign } from "#lib/sending/campaigns/finish.ts";
import { haltCampaign } from "#lib/sending/campaigns/halt.ts";
import { type Claim, type Claimed, claimDeliveries, type Place } from "#lib/sending/gate/claim.ts";
import { type OpenAccount, openAccount } from "#lib/sending/gate/open-account.ts";
import { decide } from "./decide.ts";
import { mostFailures, recordFailure } from "./health.ts";
import { closeHeld, readHeld } from "./held.ts";
import { keepLeases, lapseLeases, leaseSeconds } from "./leases.ts";
import { makePace } from "./pace.ts";
import { lastRunOf, type Run as RefusalRun, watchRefusals } from "./refusals.ts";
import { collectResults } from "./results.ts";
import { anythingSent, isDone, isRunning, type Run, readRun } from "./run.ts";
import { runWords, type Trouble, watchTrouble } from "./trouble.ts";
import { type TurnOptions, watchTurn } from "./turn.ts";
import { makeWriter } from "./writer.ts";

// Milliseconds a stopping worker waits for slow servers before it closes their connections.
const farewellMilliseconds = 8000;

/** Thrown where the gate could not judge anybody. Whoever it was asked about stays queued. */
class GateFailed extends Error {
  override readonly name = "GateFailed";
  constructor(cause: unknown) {
    super("The gate failed.", { cause });
  }
}

export type DeliverOptions = TurnOptions & { connections?: number };

/**
 * Sends what is due of a campaign through its account, until nothing is due, it is paused, the account fails
 * or `signal` fires. Returns "again" when its turn ended while other campaigns wait. No row is sent twice, even
 * if this process dies, because a claim is committed before a byte is sent. A row that never got a result
 * becomes unknown.
 */
export async function deliverCampaign(
  actor: Job,
  campaignId: string,
  signal: AbortSignal,
  options: DeliverOptions = {},
): Promise<"done" | "again"> {
  if (!workspaceJob.admits(actor)) throw forbidden();
  const run = await readRun(actor, campaignId);
  if (!run) return "done";
  await lapseLeases(actor, campaignId);
  await work(actor, ({ tx }) =>
    tx.execute(sql`select count_deliveries_anew(${actor.workspaceId}, ${campaignId})`),
  );

  const { connections, ...turn } = options;
  let opened: OpenAccount;
  let writer: ReturnType<typeof makeWriter>;
  try {
    opened = await openAccount(actor, {
      accountId: run.accountId,
      purpose: "send",
      ...(connections && { connections }),
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "unavailable") throw error;
    const words = error.code === "notFound" ? "The account is no longer connected." : error.message;
    await halt(actor, campaignId, words);
    return "done";
  }
  try {
    writer = makeWriter(run, opened.signer);
  } catch (error) {
    opened.door.close();
    const reference = logError(error, { in: "composing", campaignId });
    await halt(actor, campaignId, `The message could not be composed. Reference ${reference}.`);
    return "done";
  }

  let sent: Awaited<ReturnType<typeof sendDue>>;
  let trouble: Trouble | null;
  try {
    sent = await sendDue(actor, run, opened, writer, signal, turn);
    if (sent === "again") return "again";
    trouble = sent ?? (signal.aborted ? null : await settleHeld(actor, run));
  } catch (error) {
    if (!(error instanceof GateFailed)) throw error;
    const reference = logError(error.cause, { in: "the gate", campaignId });
    const words = `The check of who may get it failed, so nothing more is sent. Resume it once the check works. Reference ${reference}.`;
    await halt(actor, campaignId, words);
    return "done";
  }
  if (trouble) await settleTrouble(actor, run, trouble);
  else if (await isDone(actor, campaignId)) await finishCampaign(actor, { campaignId });
  return "done";
}

async function sendDue(
  actor: WorkspaceJob,
  run: Run,
  { door }: OpenAccount,
  writer: ReturnType<typeof makeWriter>,
  signal: AbortSignal,
  turnOptions: TurnOptions,
): Promise<Trouble | "again" | null> {
  const campaignId = run.facts.id;
  const pace = makePace(door.connections);
  const trouble = watchTrouble();
  const refusals = watchRefusals({ adopted: await readHeld(actor, campaignId), patience: run.patience });
  const found = () => trouble.found ?? troubleOf(refusals.run);
  const results = collectResults(actor, campaignId, run.accountId);
  const inHand = new Map<string, Promise<void>>();
  const leases = keepLeases(actor, campaignId, inHand);
  let oneDone = () => {};
  const turn = watchTurn(turnOptions);
  turn.over.addEventListener("abort", () => oneDone());
  const stopped = AbortSignal.any([signal, turn.over]);

  const handOver = async (claimed: Claimed) => {
    const { contactId, attempts, email } = claimed;
    const begun = performance.now();
    let proves: ReturnType<typeof refusals.went> = [];
    const messageId = writer.messageIdOf(contactId);
    let decision: ReturnType<typeof decide>;
    try {
      const message = await writer.write(claimed);
      decision = decide(await door.send(claimed.pass, message, () => !turn.over.aborted), attempts);
    } catch (error) {
      // Nothing was handed over, because writing this one copy failed. Another try would not cure that.
      const reference = logError(error, { in: "writing a message", campaignId, contactId });
      decision = {
        state: "failed",
        reason: "not_written",
        reply: `Reference ${reference}.`,
        waitSeconds: 0,
        counts: true,
        about: "nothing",
      };
    }
    trouble.note(decision);
    if (decision.about === "slow") pace.slower();
    else if (decision.state === "sent") pace.faster();
    if (decision.state === "sent") proves = refusals.went(begun);
    if (decision.about === "refused") {
      const { reason, reply } = decision;
      refusals.refused(
        { contactId, email, reason: reason ?? "other", reply: reply ?? "" },
        performance.now(),
      );
    }
    results.add({ contactId, attempts, messageId, proves, ...decision });
  };
  const start = (claimed: Claimed) => {
    const sending = handOver(claimed).finally(() => {
      inHand.delete(claimed.contactId);
      oneDone();
    });
    inHand.set(claimed.contactId, sending);
  };
  const nextDone = () =>
    new Promise<void>((resolve) => {
      oneDone = resolve;
      if (inHand.size === 0) resolve();
    });

  try {
    let after: Place | null = null;
    while (!stopped.aborted && !found() && !results.broken) {
      await pace.ready(stopped);
      // Rows in hand are half as many again as connections, so that no connection waits for a claim. There
      // are no more, so that an unsubscribe stops all others. Claims come in batches, so that they are few.
      // They start while some rows still wait for their turn, so that those are sent meanwhile.
      const room = Math.ceil(1.5 * pace.limit) - inHand.size;
      if (room < Math.ceil(pace.limit / 2)) {
        await nextDone();
        continue;
      }
      const claim: Claim = await work(actor, ({ tx }) =>
        claimDeliveries(tx, {
          workspaceId: actor.workspaceId,
          campaignId,
          newsletterId: run.newsletterId,
          accountId: run.accountId,
          limit: room,
          leaseSeconds,
          after,
        }),
      ).catch((error) => {
        // A database that does not answer is asked again by itself; one that answers with a fault is not.
        throw error instanceof AppError ? error : new GateFailed(error);
      });
      for (const claimed of claim.claimed) start(claimed);
      if (claim.last) after = claim.last;
      else if (inHand.size > 0) await nextDone();
      else if (after) after = null;
      else break;
    }
  } finally {
    turn.stop();
    const hangUp = () => setTimeout(() => door.close(), farewellMilliseconds).unref();
    if (signal.aborted) hangUp();
    else signal.addEventListener("abort", hangUp, { once: true });
    await Promise.all(inHand.values());
    signal.removeEventListener("abort", hangUp);
    leases.stop();
    door.close();
    await results.flush();
  }
  return found() ?? (turn.over.aborted && !signal.aborted ? "again" : null);
}

/**
 * Closes what is still held once nothing more is due, because no later message can prove it. Returns the trouble
 * instead when it is a run, which a member decides.
 */
async function settleHeld(actor: WorkspaceJob, run: Run): Promise<Trouble | null> {
  const campaignId = run.facts.id;
  const held = await readHeld(actor, campaignId);
  // Nothing was due because the campaign or its account stopped meanwhile: then messages will still come.
  if (held.length === 0 || !(await isRunning(actor, campaignId))) return null;
  const last = lastRunOf(held, await anythingSent(actor, campaignId), run.patience);
  if (!last) await closeHeld(actor, campaignId, held);
  return troubleOf(last);
}

const troubleOf = (run: RefusalRun | null): Trouble | null =>
  run && { kind: "run", words: runWords(run), run };

async function settleTrouble(actor: WorkspaceJob, run: Run, trouble: Trouble) {
  const { kind, words } = trouble;
  const ofAccount = `“${run.facts.account?.label}”: ${words}`;
  if (kind === "message") return halt(actor, run.facts.id, ofAccount);
  if (kind === "run") {
    const { refused, said } = trouble.run;
    return halt(actor, run.facts.id, words, { refused, said });
  }
  if (kind === "limit") {
    const { seconds, said } = trouble.limit;
    const { failures } = await waitForLimit(actor, { accountId: run.accountId, words, seconds, said });
    // The limit never ended by itself: a member should look.
    if (failures >= mostFailures) await halt(actor, run.facts.id, ofAccount);
    return;
  }
  const failures = await recordFailure(actor, run.accountId, words);
  if (trouble.final || failures >= mostFailures) await halt(actor, run.facts.id, ofAccount);
}

/** Pauses a campaign. One that was finished or paused meanwhile is no error. */
async function halt(
  actor: WorkspaceJob,
  campaignId: string,
  reason: string,
  run?: Pick<RefusalRun, "refused" | "said">,
) {
  try {
    await haltCampaign(actor, { campaignId, reason, ...(run && { run }) });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "notFound") throw error;
  }
}
