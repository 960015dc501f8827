import { sql } from "drizzle-orm";
import { z } from "zod";
import type { AskingRole } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import { askedRight } from "#lib/core/database/asked-right.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { notFound } from "#lib/core/errors.ts";
import { workspaceJob } from "#lib/core/policies.ts";
import { eraseBatch } from "./batches/erase.ts";
import { rollBackBatch } from "./batches/roll-back.ts";
import { subscribeBatch } from "./batches/subscribe.ts";
import { suppressBatch } from "./batches/suppress.ts";
import { tagBatch } from "./batches/tag.ts";
import { type BatchContext, type Kind, type Outcomes, Unfit } from "./outcomes.ts";
import { mostOfAction } from "./selection.ts";

const doers: Record<Kind, { size: number; run: (context: BatchContext) => Promise<Outcomes> }> = {
  tag: { size: 5000, run: tagBatch },
  untag: { size: 5000, run: tagBatch },
  suppress: { size: 5000, run: suppressBatch },
  subscribe: { size: 1000, run: subscribeBatch },
  erase: { size: 200, run: eraseBatch },
  roll_back: { size: mostOfAction + 1, run: rollBackBatch },
};

/**
 * Does the next contacts of a running bulk action and writes down what became of each, all or nothing. It stops where the
 * member who asked has a lower role now, or none.
 */
export const runBatch = command({
  name: "bulk_action.batch",
  allow: workspaceJob,
  input: z.object({ actionId: z.uuid() }),
  async run({ tx, actor }, { actionId }) {
    const { workspaceId } = actor;
    const [action] = await tx.execute<{
      kind: Kind;
      input: Record<string, unknown>;
      state: string;
      userId: string;
      role: AskingRole;
      askedAt: Date | string;
    }>(sql`
      select kind, input, state, created_by as "userId", asked_role as role, created_at as "askedAt" from bulk_actions
      where workspace_id = ${workspaceId} and id = ${actionId} for update`);
    if (!action) throw notFound("bulk action");
    const { kind, input, userId, role } = action;
    const ended = (left: boolean, detail: Record<string, unknown>) => ({
      result: { left },
      audit: { target: null, detail: { kind, ...detail } },
    });
    if (action.state !== "running") return ended(false, { contacts: 0, state: action.state });
    const fail = async (failure: string) => {
      await tx.execute(sql`update bulk_actions set state = 'failed', failure = ${failure}, finished_at = now(), moved_at = now()
        where workspace_id = ${workspaceId} and id = ${actionId}`);
      return ended(false, { contacts: 0, failure });
    };
    const at = new Date(action.askedAt);
    const withdrawn = await askedRight(tx, { workspaceId, userId, at, role });
    if (withdrawn) return fail(`The person who asked for this ${withdrawn}. It stopped.`);

    const { size, run } = doers[kind];
    const next = await tx.execute<{ id: string }>(sql`
      select contact_id as id from bulk_action_contacts
      where workspace_id = ${workspaceId} and action_id = ${actionId} and outcome is null order by contact_id limit ${size}`);
    const contactIds = next.map(({ id }) => id);
    let outcomes: Outcomes = [];
    try {
      if (contactIds.length > 0) outcomes = await run({ tx, actor, userId, kind, input, contactIds });
    } catch (error) {
      if (error instanceof Unfit) return fail(error.message);
      throw error;
    }
    const changed = outcomes.filter(({ outcome }) => outcome === "changed").length;
    await keep(tx, workspaceId, actionId, outcomes);
    const left = contactIds.length === size;
    await tx.execute(sql`
      update bulk_actions set done = done + ${contactIds.length}, changed = changed + ${changed}, moved_at = now()
        ${left ? sql`` : sql`, state = 'finished', finished_at = now()`}
      where workspace_id = ${workspaceId} and id = ${actionId}`);
    return ended(left, { contacts: contactIds.length, changed });
  },
});

async function keep(tx: Transaction, workspaceId: string, actionId: string, outcomes: Outcomes) {
  await tx.execute(sql`
    update bulk_action_contacts x set outcome = o.outcome
    from jsonb_to_recordset(${JSON.stringify(outcomes)}::jsonb) as o(id uuid, outcome text)
    where x.workspace_id = ${workspaceId} and x.action_id = ${actionId} and x.contact_id = o.id`);
}
