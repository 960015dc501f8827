import type { SQL } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { z } from "zod";
import type { InWorkspace } from "./actor.ts";
import { type Command, checked } from "./command.ts";
import type { CommandName } from "./command-names.ts";
import { connections } from "./database.ts";
import type { Policy } from "./policies.ts";
import { prepared } from "./prepared.ts";
import { together } from "./together.ts";

/** One request of a group. `n` comes back with its row; `entry` is what audit_append wants to know of its actor's origin. */
export type Asked<A, I> = {
  n: number;
  actor: A;
  input: I;
  entry: { audit_id: string; ip: string | null; user_agent: string | null; request_id: string };
};

type Spec<A extends InWorkspace, S extends z.ZodType, Row, R> = {
  name: CommandName;
  allow: Policy<A>;
  input: S;
  /** Requests of one workspace with the same answer here go together. */
  group: (input: z.output<S>) => string;
  /** The call of one database function, which enters the workspace, does the work and appends an entry for each request that changed something. */
  call: (workspaceId: string, asked: Asked<A, z.output<S>>[]) => SQL;
  result: (row: Row | undefined) => R;
};

/**
 * A command that is one call of one database function, for what thousands do at the same moment: begin, wall, entry and commit are round
 * trips that cost more than the work. Requests that would wait for each other go together, in one transaction. No lock is missing: row-level
 * security shows nothing to a function that enters no workspace, and a change without an entry is refused at the commit.
 */
export function callCommand<A extends InWorkspace, S extends z.ZodType, Row extends { n: number }, R>(
  spec: Spec<A, S, Row, R>,
): Command<S, R> {
  const ask = together(async (asked: { actor: A; input: z.output<S> }[]) => {
    const requests = asked.map(({ actor, input }, n) => {
      const { ip, userAgent, requestId } = actor.origin;
      return {
        n,
        actor,
        input,
        entry: { audit_id: uuidv7(), ip, user_agent: userAgent, request_id: requestId },
      };
    });
    const workspaceId = requests[0]?.actor.workspaceId ?? "";
    const rows = await prepared<Row>(connections().writer, spec.call(workspaceId, requests));
    const answers = new Map(rows.map((row) => [row.n, row]));
    return requests.map(({ n }) => answers.get(n));
  });
  return checked(spec, async (actor, input) => ({
    result: spec.result(await ask(`${actor.workspaceId} ${spec.group(input)}`, { actor, input })),
  }));
}
