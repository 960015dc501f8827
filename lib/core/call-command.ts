import type { SQL } from "drizzle-orm";
import type { z } from "zod";
import type { EnqueueAll } from "#lib/core/jobs/jobs.ts";
import { type Actor, workspaceOf } from "./actor.ts";
import { type Asked, type CallKeys, callsTogether } from "./calls-together.ts";
import { type Command, checked } from "./command.ts";
import type { CommandName } from "./command-names.ts";
import type { Policy } from "./policies.ts";

type Spec<A extends Actor, S extends z.ZodType, Row, R, P> = {
  name: CommandName;
  allow: Policy<A>;
  input: S;
  /** Does what comes before the batch, such as counting attempts, and returns what the call needs of it. */
  prepare?: (actor: A, input: z.output<S>) => Promise<P>;
  /** Returns the workspace of a caller who is in none. */
  workspaceOf?: (prepared: P) => string;
  /** Returns the text by which requests of one workspace are batched. */
  group: (input: z.output<S>) => string;
  /**
   * Returns the call of one SQL function. It enters the workspace, does the work and appends an entry for each request
   * that changed something.
   */
  call: (workspaceId: string, asked: Asked<A, z.output<S>, P>[], keys: CallKeys) => SQL;
  /** Queues jobs for the rows, in the transaction that wrote them. */
  queue?: (enqueueAll: EnqueueAll, rows: Row[], asked: Asked<A, z.output<S>, P>[]) => Promise<void>;
  result: (row: Row | undefined) => R;
};

/**
 * Returns a command that is one call of one SQL function, for changes that thousands of callers make at the same moment.
 * Otherwise begin, entering, entry and commit are round trips that cost more than the work. Requests that would wait for
 * each other are batched in one transaction.
 *
 * All locks hold here too. Row-level security shows no rows to a function that enters no workspace, and the commit refuses
 * a change without an entry.
 */
export function callCommand<
  A extends Actor,
  S extends z.ZodType,
  Row extends { n: number },
  R,
  P = undefined,
>(spec: Spec<A, S, Row, R, P>): Command<S, R> {
  const ask = callsTogether<A, z.output<S>, Row, P>(spec);
  return checked(spec, async (actor, input) => {
    const before = (await spec.prepare?.(actor, input)) as P;
    const workspaceId = spec.workspaceOf?.(before) ?? workspaceOf(actor) ?? "";
    return {
      result: spec.result(await ask({ workspaceId, group: spec.group(input), actor, input, before })),
    };
  });
}
