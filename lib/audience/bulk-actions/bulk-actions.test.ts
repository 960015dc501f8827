import { expect, test } from "@playwright/test";
import { listContacts } from "#lib/audience/contacts/list.ts";
import { setTags } from "#lib/audience/tags/set.ts";
import type { Member } from "#lib/core/actor.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import {
  asOwner,
  auditOf,
  jobActor,
  makeContacts,
  makeMember,
  makeNewsletter,
  ownerSql,
} from "#testing/factories.ts";
import { withdrawals } from "#testing/withdrawals.ts";
import { runBatch } from "./batch.ts";
import { cancelBulkAction } from "./cancel.ts";
import { eraseContacts } from "./erase.ts";
import { getBulkAction } from "./get.ts";
import { listActionPeople } from "./people.ts";
import { bulkRun } from "./run.ts";
import { startBulkAction } from "./start-now.ts";
import { subscribeContacts } from "./subscribe.ts";
import { suppressSelected } from "./suppress.ts";
import { tagContacts } from "./tag.ts";
import { undoBulkAction } from "./undo.ts";

const wording = "They all signed the list at the fair in Turin.";

async function makePeople(count: number) {
  const { actor, workspaceId, user } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const people = await makeContacts(workspaceId, count);
  return { actor, workspaceId, user, newsletterId, people, ids: people.map(({ id }) => id) };
}

/** Lets the ten seconds pass, and the job run. */
async function runs(actor: Member, actionId: string, signal?: AbortSignal) {
  await ownerSql()`update bulk_actions set starts_at = now() where id = ${actionId} and state = 'waiting'`;
  await runJob(bulkRun, { workspaceId: actor.workspaceId, actionId }, undefined, signal);
  return getBulkAction(actor, { actionId });
}

const tagged = async (workspaceId: string) =>
  (
    await ownerSql()<{ contact_id: string }[]>`select contact_id from contact_tags
      where workspace_id = ${workspaceId} order by contact_id`
  ).map((row) => row.contact_id);

test("restricted people are neither tagged nor subscribed, and marked in lists", {
  tag: "@GD6",
}, async () => {
  const { actor, workspaceId, newsletterId, ids } = await makePeople(2);
  const [held = "", free = ""] = ids;
  await asOwner((sql) => sql`update contacts set restricted_at = now() where id = ${held}`);
  const tag = await tagContacts(actor, { contactIds: ids, tags: "Turin" });
  expect(await runs(actor, tag.id)).toMatchObject({ counts: { changed: 1, restricted: 1 } });
  expect(await tagged(workspaceId)).toEqual([free]);
  const added = await subscribeContacts(actor, { contactIds: ids, newsletterId, basis: "express", wording });
  expect(await runs(actor, added.id)).toMatchObject({ counts: { changed: 1, restricted: 1 } });
  expect(await ownerSql()`select contact_id from subscriptions where workspace_id = ${workspaceId}`).toEqual([
    { contact_id: free },
  ]);
  const stop = await suppressSelected(actor, { contactIds: ids });
  expect(await runs(actor, stop.id)).toMatchObject({ counts: { changed: 2 } });
  const { rows } = await listActionPeople(actor, { actionId: stop.id, outcome: "changed" });
  expect(rows.filter(({ restricted }) => restricted).map(({ id }) => id)).toEqual([held]);
});

test("all that match a filter are tagged, and nobody who matches later", async () => {
  const { actor, workspaceId, ids, people } = await makePeople(5);
  await asOwner((sql) => sql`update contacts set country = 'FR' where id = any(${ids.slice(0, 3)})`);
  const begun = await tagContacts(actor, { all: { country: "FR" }, tags: "French" });
  expect(begun.total).toBe(3);
  // The selection changes before the job begins: one moves in, one moves away, one is gone.
  await asOwner(async (sql) => {
    await sql`update contacts set country = 'FR' where id = ${ids[4] ?? ""}`;
    await sql`update contacts set country = 'DE' where id = ${ids[0] ?? ""}`;
    await sql`delete from contacts where id = ${ids[1] ?? ""}`;
  });
  expect(await runs(actor, begun.id)).toMatchObject({
    state: "finished",
    done: 3,
    changed: 2,
    counts: { changed: 2, gone: 1 },
  });
  expect(await tagged(workspaceId)).toEqual([ids[0], ids[2]].sort());
  const { rows } = await listActionPeople(actor, { actionId: begun.id, outcome: "changed" });
  expect(rows.map(({ email }) => email).sort()).toEqual([people[0]?.email, people[2]?.email].sort());
  const again = await tagContacts(actor, { contactIds: ids, tags: "french" });
  expect(await runs(actor, again.id)).toMatchObject({ counts: { changed: 2, same: 2 } });
  const off = await tagContacts(actor, { all: {}, tags: "FRENCH", does: "remove" });
  expect(await runs(actor, off.id)).toMatchObject({ counts: { changed: 4 } });
  expect(await tagged(workspaceId)).toEqual([]);
});

test("a state that only rows tell selects exactly its people", async () => {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const [one, two] = await makeContacts(workspaceId, 2, newsletterId);
  await makeContacts(workspaceId, 2);
  await asOwner(
    (sql) => sql`update subscriptions set unsubscribed_at = now() where contact_id = ${two?.id ?? ""}`,
  );
  const { id, total } = await tagContacts(actor, { all: { mail: "gets" }, tags: "Reached" });
  expect(total).toBe(1);
  await runs(actor, id);
  expect(await tagged(workspaceId)).toEqual([one?.id]);
});

test("ids of another workspace select nobody there", async () => {
  const { actor } = await makePeople(1);
  const other = await makePeople(2);
  await expect(tagContacts(actor, { contactIds: other.ids, tags: "Mine" })).rejects.toMatchObject({
    code: "notFound",
  });
  const { id } = await eraseContacts(other.actor, { contactIds: other.ids, typed: "2" });
  for (const attempt of [undoBulkAction, cancelBulkAction, startBulkAction])
    await expect(attempt(actor, { actionId: id })).rejects.toMatchObject({ code: "notFound" });
  await expect(getBulkAction(actor, { actionId: id })).rejects.toMatchObject({ code: "notFound" });
  expect((await listActionPeople(actor, { actionId: id, outcome: "changed" })).rows).toEqual([]);
});

test("undo within ten seconds leaves no trace, and once only", async () => {
  const { actor, workspaceId, ids } = await makePeople(2);
  const { id } = await suppressSelected(actor, { contactIds: ids });
  // The worker looks too early: nothing begins.
  await runJob(bulkRun, { workspaceId, actionId: id });
  expect(await getBulkAction(actor, { actionId: id })).toMatchObject({ state: "waiting", done: 0 });
  await undoBulkAction(actor, { actionId: id });
  expect(await runs(actor, id)).toMatchObject({ state: "undone", done: 0 });
  const [row] =
    await ownerSql()`select count(*)::int as n from suppressions where workspace_id = ${workspaceId}`;
  expect(row?.n).toBe(0);
  await expect(undoBulkAction(actor, { actionId: id })).rejects.toMatchObject({
    code: "conflict",
    message: "This was undone already. Nothing changed.",
  });
});

test("undo after ten seconds is refused, whether it has begun or not", async () => {
  const { actor, ids } = await makePeople(1);
  const { id } = await tagContacts(actor, { contactIds: ids, tags: "Late" });
  await ownerSql()`update bulk_actions set starts_at = now() - interval '1 second' where id = ${id}`;
  await expect(undoBulkAction(actor, { actionId: id })).rejects.toMatchObject({ code: "conflict" });
  expect(await runs(actor, id)).toMatchObject({ state: "finished", changed: 1 });
  for (const attempt of [undoBulkAction, cancelBulkAction, startBulkAction])
    await expect(attempt(actor, { actionId: id })).rejects.toMatchObject({ code: "conflict" });
});

test("a bulk action begins at once when asked, and runs once", async () => {
  const { actor, workspaceId, ids } = await makePeople(3);
  const { id } = await tagContacts(actor, { contactIds: ids, tags: "Now" });
  await startBulkAction(actor, { actionId: id });
  await Promise.all([1, 2].map(() => runJob(bulkRun, { workspaceId, actionId: id })));
  expect(await getBulkAction(actor, { actionId: id })).toMatchObject({
    state: "finished",
    done: 3,
    changed: 3,
  });
});

test("a killed worker's bulk action continues where it stopped", async () => {
  const { actor, workspaceId, ids } = await makePeople(450);
  const { id } = await eraseContacts(actor, { all: {}, typed: "450" });
  const stop = new AbortController();
  await ownerSql()`update bulk_actions set state = 'running' where id = ${id}`;
  await runBatch(jobActor(workspaceId), { actionId: id });
  stop.abort(new Error("The worker is stopping."));
  await expect(runs(actor, id, stop.signal)).rejects.toThrow("The worker is stopping.");
  expect(await getBulkAction(actor, { actionId: id })).toMatchObject({
    state: "running",
    done: 200,
    total: 450,
  });
  expect(await runs(actor, id)).toMatchObject({ state: "finished", done: 450, counts: { changed: 450 } });
  const [left] = await ownerSql()`select count(*)::int as n from contacts where id = any(${ids})`;
  expect(left?.n).toBe(0);
});

test("erasing a list needs an admin with a fresh proof, and waits", async () => {
  const { actor, user, workspaceId } = await makePeople(21);
  const { actor: helper } = await makeMember({ workspaceId, role: "member" });
  const erase = (who: Member, typed = "21") => eraseContacts(who, { all: {}, typed });
  await expect(erase(helper)).rejects.toMatchObject({ code: "forbidden" });
  await expect(erase({ ...actor, authTime: new Date(Date.now() - 5 * 86_400_000) })).rejects.toMatchObject({
    code: "reauthenticate",
  });
  const { id } = await erase(actor);
  await expect(startBulkAction(actor, { actionId: id })).rejects.toMatchObject({ code: "conflict" });
  await runJob(bulkRun, { workspaceId, actionId: id });
  expect(await getBulkAction(actor, { actionId: id })).toMatchObject({ state: "waiting", done: 0 });
  const [mail] = await ownerSql()`select data->'to'->>'address' as address from pgboss.job
    where name = 'platform-mail' and data->'page'->>'path' = ${`/contacts/bulk-actions/${id}`}`;
  expect(mail?.address).toBe(user.email);
  await undoBulkAction(actor, { actionId: id });
  expect(await runs(actor, id)).toMatchObject({ state: "undone", done: 0 });
});

test("cancelling stops the rest, and what was done stays", async () => {
  const { actor, workspaceId } = await makePeople(250);
  const { id } = await eraseContacts(actor, { all: {}, typed: "250" });
  await ownerSql()`update bulk_actions set state = 'running' where id = ${id}`;
  await runBatch(jobActor(workspaceId), { actionId: id });
  expect(await cancelBulkAction(actor, { actionId: id })).toEqual({ done: 200, total: 250 });
  expect(await runs(actor, id)).toMatchObject({ state: "cancelled", done: 200 });
  const [left] =
    await ownerSql()`select count(*)::int as n from contacts where workspace_id = ${workspaceId}`;
  expect(left?.n).toBe(50);
});

test("erasing asks for the number of contacts as they are now", async () => {
  const { actor, workspaceId } = await makePeople(3);
  await makeContacts(workspaceId, 1);
  await expect(eraseContacts(actor, { all: {}, typed: "3" })).rejects.toMatchObject({
    fields: { typed: "Type 4 to erase that many contacts." },
  });
  const [kept] =
    await ownerSql()`select count(*)::int as n from bulk_actions where workspace_id = ${workspaceId}`;
  expect(kept?.n).toBe(0);
});

for (const role of ["member", "admin", "owner"] as const)
  test(`a right withdrawn meanwhile stops the bulk action of a ${role}`, async () => {
    for (const [way, { words, withdraw }] of Object.entries(withdrawals)) {
      const { actor, workspaceId, ids } = await makePeople(2);
      const { actor: helper } = await makeMember({ workspaceId, role });
      const { id } = await suppressSelected(helper, { contactIds: ids });
      await withdraw(helper);
      expect(await runs(actor, id), way).toMatchObject({
        state: "failed",
        done: 0,
        failure: `The person who asked for this ${words}. It stopped.`,
      });
      const [row] =
        await ownerSql()`select count(*)::int as n from suppressions where workspace_id = ${workspaceId}`;
      expect(row?.n, way).toBe(0);
    }
  });

test("an erasure that an admin asked for stops once they are lowered", async () => {
  const { actor, workspaceId } = await makePeople(30);
  const { actor: admin } = await makeMember({ workspaceId, role: "admin" });
  const { id } = await eraseContacts(admin, { all: {}, typed: "30" });
  await withdrawals["was lowered by one role"]?.withdraw(admin);
  await ownerSql()`update bulk_actions set starts_at = now() where id = ${id}`;
  expect(await runs(actor, id)).toMatchObject({ state: "failed", done: 0 });
  const [left] =
    await ownerSql()`select count(*)::int as n from contacts where workspace_id = ${workspaceId}`;
  expect(left?.n).toBe(30);
});

test("adding to a newsletter records each consent and brings nobody back", { tag: "@GD1" }, async () => {
  const { actor, workspaceId, newsletterId, people, ids } = await makePeople(7);
  const [fresh, on, left, optedOut, complained, bounced, gone] = people;
  await asOwner(async (sql) => {
    for (const { id, ended } of [
      { id: on?.id, ended: null },
      { id: left?.id, ended: new Date() },
    ])
      await sql`insert into subscriptions (newsletter_id, contact_id, workspace_id, confirmed_at, unsubscribed_at)
        values (${newsletterId}, ${id ?? ""}, ${workspaceId}, now(), ${ended})`;
    for (const [person, reason] of [
      [optedOut, "unsubscribed"],
      [complained, "complained"],
      [bounced, "bounced"],
    ] as const)
      await sql`insert into suppressions (id, workspace_id, email_hash, email, reason, source)
        values (new_id(), ${workspaceId}, ${person?.emailHash ?? null}, ${person?.email ?? null}, ${reason}, 'manual')`;
  });
  const { id } = await subscribeContacts(actor, { contactIds: ids, newsletterId, basis: "express", wording });
  await asOwner((sql) => sql`delete from contacts where id = ${gone?.id ?? ""}`);
  expect(await runs(actor, id)).toMatchObject({
    changed: 1,
    counts: { changed: 1, same: 1, left: 2, complained: 1, suppressed: 1, gone: 1 },
  });
  const grants = await ownerSql()`select contact_id, wording, actor_kind, actor_id, basis from consents
    where workspace_id = ${workspaceId} and newsletter_id = ${newsletterId}`;
  expect(grants).toEqual([
    { contact_id: fresh?.id, wording, actor_kind: "member", actor_id: actor.userId, basis: "express" },
  ]);
  const reached = await listContacts(actor, { newsletterId, mail: "gets" });
  expect(reached.rows.map((row) => row.id)).toEqual([fresh?.id]);
});

test("legitimate interest alone leaves people of opt-in countries out", { tag: "@GD11" }, async () => {
  const { actor, newsletterId, ids } = await makePeople(3);
  await asOwner(async (sql) => {
    await sql`update contacts set country = 'US' where id = ${ids[0] ?? ""}`;
    await sql`update contacts set country = 'DE' where id = ${ids[1] ?? ""}`;
  });
  const given = { newsletterId, basis: "legitimate_interest" as const, wording };
  const bare = await subscribeContacts(actor, { contactIds: ids, ...given });
  expect(await runs(actor, bare.id)).toMatchObject({ counts: { changed: 1, no_ground: 2 } });
  await expect(
    subscribeContacts(actor, { contactIds: ids, ...given, bought: "Two tickets." }),
  ).rejects.toMatchObject({ code: "invalid" });
  const sold = await subscribeContacts(actor, {
    contactIds: ids,
    ...given,
    givenOn: "2026-05-02",
    bought: "Two tickets.",
    optOutOffered: "on",
  });
  expect(await runs(actor, sold.id)).toMatchObject({ counts: { changed: 2, same: 1 } });
});

test("a newsletter archived meanwhile stops adding to it", async () => {
  const { actor, newsletterId, ids } = await makePeople(1);
  const { id } = await subscribeContacts(actor, { contactIds: ids, newsletterId, basis: "express", wording });
  await asOwner((sql) => sql`update newsletters set archived_at = now() where id = ${newsletterId}`);
  expect(await runs(actor, id)).toMatchObject({ state: "failed", changed: 0 });
});

test("two bulk actions over the same people end with both done", async () => {
  const { actor, workspaceId, newsletterId, ids } = await makePeople(60);
  const actions = [
    await suppressSelected(actor, { all: {} }),
    await subscribeContacts(actor, { all: {}, newsletterId, basis: "express", wording }),
    await tagContacts(actor, { all: {}, tags: "Twice" }),
    await tagContacts(actor, { contactIds: ids, tags: "Twice" }),
  ];
  const ended = await Promise.all(actions.map(({ id }) => runs(actor, id)));
  expect(ended.map(({ state, done }) => ({ state, done }))).toEqual(
    actions.map(() => ({ state: "finished", done: 60 })),
  );
  const [row] =
    await ownerSql()`select count(*)::int as n from suppressions where workspace_id = ${workspaceId}`;
  expect(row?.n).toBe(60);
  expect(await tagged(workspaceId)).toEqual([...ids].sort());
  // Whichever came first, the suppressed get nothing.
  expect((await listContacts(actor, { newsletterId, mail: "gets" })).rows).toEqual([]);
});

test("each batch of a bulk action is recorded with what it did", async () => {
  const { actor, workspaceId, ids } = await makePeople(2);
  await setTags(actor, { contactId: ids[0] ?? "", tags: "Old" });
  const { id } = await tagContacts(actor, { contactIds: ids, tags: "Old" });
  await runs(actor, id);
  const entries = (await auditOf(workspaceId)).filter(({ action }) => action.startsWith("bulk_action."));
  expect(entries).toMatchObject([
    { action: "bulk_action.tag", detail: { contacts: 2, tags: ["Old"] } },
    { action: "bulk_action.batch", actor_kind: "job", detail: { kind: "tag", contacts: 2, changed: 1 } },
  ]);
});

test("a selection that grew since it was shown is asked about again", async () => {
  const { actor, workspaceId, ids } = await makePeople(3);
  const all = { contactIds: ids };
  const grown = { code: "conflict", message: expect.stringContaining("3 contacts match now") };
  await expect(tagContacts(actor, { ...all, tags: "Turin", expected: 2 })).rejects.toMatchObject(grown);
  await expect(suppressSelected(actor, { ...all, expected: 2 })).rejects.toMatchObject(grown);
  await expect(eraseContacts(actor, { ...all, typed: "2" })).rejects.toMatchObject({ pageIsOld: true });
  expect(await ownerSql()`select 1 from bulk_actions where workspace_id = ${workspaceId}`).toHaveLength(0);
  expect(await tagContacts(actor, { ...all, tags: "Turin", expected: 3 })).toMatchObject({ total: 3 });
});
