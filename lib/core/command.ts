import type { z } from "zod";
import { appendSealed } from "#lib/core/audit/append.ts";
import { openingEntries, recordOpenings } from "#lib/core/audit/record-openings.ts";
import { recordRefusal } from "#lib/core/audit/refusals.ts";
import { sealEntries } from "#lib/core/audit/seal-entries.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { enterForGroupCommit, flushed } from "#lib/core/database/group-commit.ts";
import type { HeldRight, OwnLocks } from "#lib/core/database/held-right.ts";
import { pipelined, sentAhead } from "#lib/core/database/pipelined.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { translateDatabaseError } from "#lib/core/database/translate-error.ts";
import { type Enqueue, enqueueIn, silence } from "#lib/core/jobs/jobs.ts";
import type { Opening } from "#lib/core/vault/opening.ts";
import { type Vault, vaultIn } from "#lib/core/vault/vault.ts";
import { type Actor, isFresh, isTest, userOf, workspaceOf } from "./actor.ts";
import type { AuditEntry, Recorded } from "./audit-entry.ts";
import type { CommandName } from "./command-names.ts";
import { AppError, forbidden, reauthenticate } from "./errors.ts";
import { rightOf } from "./held-right.ts";
import { parseInput } from "./input.ts";
import { type Once, type Repeated, runOnce } from "./once/once.ts";
import type { Policy } from "./policies.ts";
import { type CommandLimit, countRun, limitOf } from "./throttle/command-limit.ts";

export type CommandContext<A extends Actor> = {
  /** The transaction, in which the workspace is set. It commits with the audit entry or not at all. */
  tx: Transaction;
  actor: A;
  vault: Vault;
  /** Queues a job in this transaction. */
  enqueue: Enqueue;
  /** Enters a workspace that this command creates or has proved the actor to belong to. */
  enterWorkspace: (workspaceId: string) => Promise<void>;
};

/**
 * How a run ends: done, or refused after it wrote something that has to stay, such as a counted wrong guess. A returned
 * refusal commits with its entry and is thrown afterwards, while a thrown one rolls everything back. `also` holds entries
 * beside the command's own.
 */
export type Outcome<R> = { result: R; audit: AuditEntry; also?: Recorded[] } | { refusal: AppError };

type Spec<A extends Actor, S extends z.ZodType, R, P> = {
  name: CommandName;
  allow: Policy<A>;
  /** Demands a proof within FRESH_SECONDS, so that an unattended session cannot run the command. */
  fresh?: true;
  /** How often it may run. A name that says that something is created has a limit without it. */
  limit?: CommandLimit;
  input: S;
  /** Keeps the result for a day by the form's one-time key, so that a form sent twice makes one thing. For a result of plain JSON without a secret. */
  once?: true;
  /** What the command writes of its actor's own rows, beside the session and membership it relies on. */
  locks?: OwnLocks;
  /**
   * Does slow work (bcrypt, DNS, a mail server) before the transaction opens, so that no connection is held
   * meanwhile.
   */
  prepare?: (actor: A, input: z.output<S>) => Promise<P>;
  run: (context: CommandContext<A>, input: z.output<S>, prepared: P) => Promise<Outcome<R>>;
  /**
   * Makes the same change in a call that it shares with others (calls-together.ts), which holds the right and appends the entry itself.
   * Null where `run` does it. A change with a one-time key is always left to `run`.
   */
  together?: (actor: A, input: z.output<S>) => Promise<{ result: R }> | null;
};

/** How a command is called beside its input. */
export type Call = { once?: Once | undefined };

export type Command<S extends z.ZodType = z.ZodType, R = unknown> = {
  (actor: Actor, input: z.input<S>, call?: Call): Promise<R>;
  readonly spec: {
    name: CommandName;
    policy: string;
    admits: (actor: Actor) => boolean;
    fresh: boolean;
    limit: CommandLimit | null;
    /** Whether a second call with the same one-time key returns the first one's result. */
    once: boolean;
    input: S;
  };
};

/**
 * Returns a change to the product as a function. It checks the actor (`allow`), the input and the age of their
 * proof (`fresh`), then runs and records the change in one transaction. The transaction's first statement reads the actor's right
 * again under a lock, because `prepare` may have waited while it was withdrawn. A thrown refusal is recorded in a transaction of its own,
 * while typing mistakes are not recorded.
 *
 * @throws AppError for everything the caller can be told.
 */
export function command<A extends Actor, S extends z.ZodType, R, P = undefined>(
  spec: Spec<A, S, R, P>,
): Command<S, R> {
  const { name, prepare, run, together } = spec;
  return checked(spec, async (actor, input, { once }) => {
    const shared = once ? null : together?.(actor, input);
    if (shared) return shared;
    const prepared = (await prepare?.(actor, input)) as P;
    const opened: Opening[] = [];
    try {
      const right = rightOf(actor, spec.allow, spec.locks ?? "nothing");
      return await inTransaction(actor, name, right, byHand(actor, spec.allow), opened, (context) => {
        const change = () => run(context as CommandContext<A>, input, prepared);
        return spec.once && once ? runOnce(context.tx, actor, { name, once }, change) : change();
      });
    } catch (error) {
      await recordOpenings(actor, opened);
      throw error;
    }
  });
}

type Checks<A extends Actor, S extends z.ZodType> = {
  name: CommandName;
  allow: Policy<A>;
  input: S;
  fresh?: boolean;
  limit?: CommandLimit | undefined;
  once?: boolean;
};

/**
 * Wraps a change in the checks of every command: policy, freshness, input schema and limit before it, a record of thrown
 * errors after it.
 */
export function checked<A extends Actor, S extends z.ZodType, R>(
  spec: Checks<A, S>,
  change: (
    actor: A,
    input: z.output<S>,
    call: Call,
  ) => Promise<{ result: R } | { refusal: AppError } | Repeated>,
): Command<S, R> {
  const { name, allow, fresh = false } = spec;
  const limit = limitOf(spec);

  async function execute(actor: Actor, input: z.input<S>, call: Call = {}): Promise<R> {
    if (!allow.admits(actor)) {
      await recordRefusal(actor, name, "refused", { detail: { because: `not a ${allow.name}` } });
      throw forbidden();
    }
    // Before the proof, so that nobody types a code to be told of a typing mistake.
    const parsed = parseInput(spec.input, input);
    // A job has no user who could give a fresh proof, and who made a key gave one for its scopes. The policy that admits them suffices.
    if (fresh && actor.kind !== "job" && actor.kind !== "apiKey" && !isFresh(actor)) {
      await recordRefusal(actor, name, "refused", { detail: { because: "reauthenticate" } });
      throw reauthenticate();
    }
    let outcome: Awaited<ReturnType<typeof change>>;
    try {
      await countRun(name, limit, actor);
      outcome = await change(actor, parsed, call);
    } catch (thrown) {
      const error = translateDatabaseError(thrown);
      await recordUnlessTyping(actor, name, error);
      throw error;
    }
    if ("refusal" in outcome) throw outcome.refusal;
    return "repeated" in outcome ? (outcome.repeated as R) : outcome.result;
  }

  return Object.assign(execute, {
    spec: {
      name,
      policy: allow.name,
      admits: allow.admits,
      fresh,
      limit,
      once: spec.once ?? false,
      input: spec.input,
    },
  });
}

async function inTransaction<R>(
  actor: Actor,
  name: CommandName,
  right: HeldRight | null,
  counts: boolean,
  opened: Opening[],
  run: (context: CommandContext<Actor>) => Promise<Outcome<R> | Repeated>,
): Promise<Outcome<R> | Repeated> {
  const { outcome, appended } = await connections().writer.transaction(async (tx) => {
    if (isTest(actor)) silence(tx);
    const enterWorkspace = (workspaceId: string | null) => enter(tx, workspaceId, userOf(actor));
    const outcome = await pipelined(
      enterForGroupCommit(tx, workspaceOf(actor), userOf(actor), right, counts),
      run({
        tx,
        actor,
        vault: vaultIn(tx, opened),
        enqueue: enqueueIn(tx, workspaceOf(actor) ?? userOf(actor)),
        enterWorkspace,
      }),
    );
    const entries = await sealEntries(tx, actor, [...openingEntries(opened), ...recordsOf(name, outcome)]);
    return { outcome, appended: sentAhead(appendSealed(tx, entries)) };
  });
  await appended;
  await flushed();
  return outcome;
}

/** Returns whether an actor acts upon others: a member or a program, outside the pages that are open to anybody. */
const byHand = ({ kind, origin }: Actor, allow: Policy) =>
  (kind === "member" || kind === "apiKey") && !allow.admits({ kind: "anonymous", origin });

// A repeated call changed nothing and has its entry already.
function recordsOf(action: CommandName, outcome: Outcome<unknown> | Repeated): Recorded[] {
  if ("repeated" in outcome) return [];
  if ("refusal" in outcome) return [{ action, result: "refused", entry: refusalEntry(outcome.refusal) }];
  return [{ action, result: "done", entry: outcome.audit }, ...(outcome.also ?? [])];
}

async function recordUnlessTyping(actor: Actor, name: CommandName, error: unknown) {
  if (!(error instanceof AppError)) return recordRefusal(actor, name, "failed", {});
  if (error.code === "unavailable") return;
  if (error.code === "invalid" && !error.audit) return;
  await recordRefusal(actor, name, "refused", refusalEntry(error));
}

const refusalEntry = (error: AppError): AuditEntry => error.audit ?? { detail: { because: error.code } };

/** Returns whether a value found in a module is a command: the contract test finds all of them by it. */
export function isCommand(value: unknown): value is Command {
  return typeof value === "function" && "spec" in value;
}
