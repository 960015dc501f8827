import { type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { recordRefusal } from "#lib/core/audit/refusals.ts";
import { connections } from "#lib/core/database/connections.ts";
import { entering } from "#lib/core/database/enter.ts";
import { checkRight } from "#lib/core/database/held-right.ts";
import { pipelined } from "#lib/core/database/pipelined.ts";
import { prepared } from "#lib/core/database/prepared.ts";
import { readAtOnce, soleStatement } from "#lib/core/database/read-at-once.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { translateDatabaseError } from "#lib/core/database/translate-error.ts";
import { type Actor, userOf, workspaceOf } from "./actor.ts";
import { AppError, forbidden } from "./errors.ts";
import { RIGHT_BELIEVED_MS, rightOf } from "./held-right.ts";
import { parseInput } from "./input.ts";
import type { Policy } from "./policies.ts";

type Spec<A extends Actor, S extends z.ZodType, R> = {
  name: string;
  allow: Policy<A>;
  input: S;
  run: (context: { db: Transaction; actor: A }, input: z.output<S>) => Promise<R>;
};

type QuerySpec<A extends Actor, S extends z.ZodType, R> = Spec<A, S, R> & {
  /** Returns whether `run` sends one short statement for this input. It is then sent like that of `statementQuery`. */
  sole?: (input: z.output<S>) => boolean;
};

export type Query<S extends z.ZodType = z.ZodType, R = unknown> = {
  (actor: Actor, input: z.input<S>): Promise<R>;
  readonly query: {
    name: string;
    policy: string;
    admits: (actor: Actor) => boolean;
    input: S;
    /**
     * Runs without policy and without entering a workspace, for the contract test that sets its own row-level
     * security.
     */
    run: (context: { db: Transaction; actor: Actor }, input: unknown) => Promise<unknown>;
  };
};

/**
 * Returns a read as a function, which runs in a read-only transaction of a role that cannot write. A refused caller is
 * recorded, as for a command. Once a second has passed since the actor's first read, each read asks for their right again,
 * so that a download ends when it is withdrawn.
 *
 * @throws AppError forbidden, invalid, unavailable, or what `run` throws.
 */
export function query<A extends Actor, S extends z.ZodType, R>(spec: QuerySpec<A, S, R>): Query<S, R> {
  return readBy(spec, (actor, input) => {
    if (spec.sole?.(input))
      return spec.run({ db: soleStatement(enteringAgain(actor, spec.allow)), actor }, input);
    return connections().reader.transaction(
      (db) =>
        pipelined(
          prepared(db, sql`select ${enteringAgain(actor, spec.allow)}`),
          spec.run({ db, actor }, input),
        ),
      { accessMode: "read only" },
    );
  });
}

type StatementSpec<A extends Actor, S extends z.ZodType, Row extends object, R> = Omit<
  Spec<A, S, R>,
  "run"
> & {
  /** The one statement of the read. Its text must not vary with its input, but for parts that are there or not. */
  statement: (actor: A, input: z.output<S>) => SQL;
  answer: (rows: Row[], input: z.output<S>) => R;
};

/**
 * Returns a read of one statement as a function, like `query`. Its transaction is sent whole, without waiting for the parts.
 * Measured for a contact by its id through the API, 16 at once: twice as many a second.
 *
 * @throws AppError forbidden, invalid, unavailable.
 */
export function statementQuery<A extends Actor, S extends z.ZodType, Row extends object, R>(
  spec: StatementSpec<A, S, Row, R>,
): Query<S, R> {
  const run: Spec<A, S, R>["run"] = async ({ db, actor }, input) =>
    spec.answer(await prepared<Row>(db, spec.statement(actor, input)), input);
  return readBy({ ...spec, run }, async (actor, input) =>
    spec.answer(await readAtOnce<Row>(enteringAgain(actor, spec.allow), spec.statement(actor, input)), input),
  );
}

function readBy<A extends Actor, S extends z.ZodType, R>(
  spec: Spec<A, S, R>,
  read: (actor: A, input: z.output<S>) => Promise<R>,
): Query<S, R> {
  async function execute(actor: Actor, input: z.input<S>): Promise<R> {
    const { allow } = spec;
    if (!allow.admits(actor)) {
      const detail = { query: name, because: `not a ${allow.name}` };
      await recordRefusal(actor, "access.read", "refused", { detail });
      throw forbidden();
    }
    const parsed = parseInput(spec.input, input);
    try {
      return await read(actor, parsed);
    } catch (thrown) {
      const error = translateDatabaseError(thrown);
      if (error instanceof AppError && error.audit)
        await recordRefusal(actor, "access.read", "refused", {
          detail: { query: name, ...error.audit.detail },
        });
      throw error;
    }
  }
  const { name, allow, input } = spec;
  const run = async (context: { db: Transaction; actor: Actor }, asked: unknown) =>
    spec.run(context as { db: Transaction; actor: A }, parseInput(input, asked));
  return Object.assign(execute, { query: { name, policy: allow.name, admits: allow.admits, input, run } });
}

const admittedAt = new WeakMap<Actor, number>();

/** Returns the calls that enter the workspace, and read the right of an actor again who was admitted some time ago. */
function enteringAgain(actor: Actor, allow: Policy): SQL {
  const now = performance.now();
  const since = admittedAt.get(actor) ?? now;
  admittedAt.set(actor, since);
  const right = now - since > RIGHT_BELIEVED_MS ? rightOf(actor, allow, "nothing") : null;
  return entering(workspaceOf(actor), userOf(actor), right && checkRight(right));
}

/** Returns whether a value found in a module is a query. */
export function isQuery(value: unknown): value is Query {
  return typeof value === "function" && "query" in value;
}
