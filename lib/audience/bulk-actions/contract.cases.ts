import type { Cases, QueryCases, Seed } from "#testing/contract/contract.ts";
import { asOwner, jobActor, makeContacts, makeMember, makeNewsletter, ownerSql } from "#testing/factories.ts";
import { runBatch } from "./batch.ts";
import { suppressSelected } from "./suppress.ts";
import { tagContacts } from "./tag.ts";

async function makeSelection() {
  const { actor, workspaceId } = await makeMember();
  const people = await makeContacts(workspaceId, 2);
  return { actor, workspaceId, contactIds: people.map(({ id }) => id) };
}

async function makeWaiting() {
  const { actor, workspaceId, contactIds } = await makeSelection();
  const { id: actionId } = await tagContacts(actor, { contactIds, tags: "Friends" });
  return { actor, workspaceId, actionId };
}

export const commands: Cases = {
  "bulk_action.tag": async () => {
    const { actor, contactIds } = await makeSelection();
    return { actor, input: { contactIds, tags: "Friends" } };
  },
  "bulk_action.subscribe": async () => {
    const { actor, workspaceId, contactIds } = await makeSelection();
    const { id: newsletterId } = await makeNewsletter(workspaceId);
    const wording = "They all signed the list at the fair in Turin.";
    return { actor, input: { contactIds, newsletterId, basis: "express", wording } };
  },
  "bulk_action.suppress": async () => {
    const { actor, contactIds } = await makeSelection();
    return { actor, input: { contactIds, note: "Asked by phone." } };
  },
  "bulk_action.erase": async () => {
    const { actor, contactIds } = await makeSelection();
    return { actor, input: { contactIds, typed: "2" } };
  },
  "bulk_action.undo": async () => {
    const { actor, actionId } = await makeWaiting();
    return { actor, input: { actionId } };
  },
  "bulk_action.cancel": async () => {
    const { actor, actionId } = await makeWaiting();
    return { actor, input: { actionId } };
  },
  "bulk_action.start_now": async () => {
    const { actor, actionId } = await makeWaiting();
    return { actor, input: { actionId } };
  },
  "bulk_action.lift": async () => {
    const { actor, workspaceId, contactIds } = await makeSelection();
    const { id: actionId } = await suppressSelected(actor, { contactIds });
    await ownerSql()`update bulk_actions set state = 'running', starts_at = now() where id = ${actionId}`;
    await runBatch(jobActor(workspaceId, "bulk-action-run"), { actionId });
    return { actor, input: { actionId, note: "They never asked for it." } };
  },
  "bulk_action.batch": async () => {
    const { workspaceId, actionId } = await makeWaiting();
    await ownerSql()`update bulk_actions set state = 'running', starts_at = now() where id = ${actionId}`;
    return { actor: jobActor(workspaceId, "bulk-action-run"), input: { actionId } };
  },
};

export const seed: Seed = async ({ actor }) => {
  const { workspaceId, userId } = actor;
  await asOwner(
    (sql) =>
      sql`insert into people_taken (workspace_id, id, taken_by, how, people) values (${workspaceId}, new_id(), ${userId}, 'erase', 1)`,
  );
};

export const queries: QueryCases = {
  "bulk_action.list": () => ({}),
  "bulk_action.get": ({ bulkAction }) => ({ input: { actionId: bulkAction } }),
  "bulk_action.people": ({ bulkAction }) => ({ input: { actionId: bulkAction, outcome: "changed" } }),
};
