import { expect, test } from "@playwright/test";
import { beginSessionAs } from "#lib/account/sign-in/begin-session.fixture.ts";
import { disownSession } from "#lib/account/sign-in/disown.ts";
import { FRESH_SECONDS, type Member } from "#lib/core/actor.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { reportApiKey } from "#lib/integrations/api-keys/report.ts";
import { revokeApiKey } from "#lib/integrations/api-keys/revoke.ts";
import { replayWebhookDelivery } from "#lib/integrations/webhook-deliveries/replay.ts";
import { mailedToken } from "#lib/mail/platform/mailed-link.ts";
import type { PlatformMail } from "#lib/mail/platform/platform-mail.ts";
import { changeRole } from "#lib/team/members/change-role.ts";
import { leaveWorkspace } from "#lib/team/members/leave.ts";
import { removeMember } from "#lib/team/members/remove.ts";
import { getNeeds } from "#lib/team/workspaces/needs.ts";
import { makeProgram } from "#testing/api.ts";
import { anonymous, asOwner, auditOf, makeMember, ownerSql } from "#testing/factories.ts";
import { startReceiver } from "#testing/servers/receiver.ts";
import { makeWebhook, webhookInput } from "./contract.cases.ts";
import { createWebhook } from "./create.ts";
import { webhookDeliver } from "./job.ts";
import { listWebhooks } from "./list.ts";
import { pauseWebhook } from "./pause.ts";
import { resumeWebhook } from "./resume.ts";
import { sendWebhookTest } from "./send-test.ts";
import { updateWebhook } from "./update.ts";

const elsewhere = { ...webhookInput, url: "http://127.0.0.1:10/hooks" };

const mailsTo = async (email: string) =>
  (
    await ownerSql()<{ data: PlatformMail }[]>`
      select data from pgboss.job where name in ('platform-mail', 'newcomer-mail') and data->'to'->>'address' = ${email} order by created_on`
  ).map(({ data }) => data);
const lastWords = async (email: string) => (await mailsTo(email)).at(-1)?.paragraphs.join("\n") ?? "";

const reasonOf = async (actor: Member, webhookId: string) =>
  (await listWebhooks(actor, { webhookId })).rows[0]?.disabledReason;

const stopsIn = async (workspaceId: string) =>
  (await auditOf(workspaceId)).filter(({ action }) => action === "webhook.stop").map(({ detail }) => detail);

/** A workspace with webhooks: one that its admin made, one of the owner's whose address the admin set, and one of the owner's. */
async function team() {
  const { actor: owner, user: boss, workspaceId } = await makeMember();
  const { actor: admin, user } = await makeMember({ workspaceId, role: "admin" });
  const { id: made } = await createWebhook(admin, webhookInput);
  const { id: changed } = await createWebhook(owner, webhookInput);
  await updateWebhook(admin, { ...elsewhere, webhookId: changed });
  const { id: own } = await createWebhook(owner, webhookInput);
  const reasons = () => Promise.all([made, changed, own].map((id) => reasonOf(owner, id)));
  return { owner, boss, admin, user, workspaceId, made, changed, own, reasons };
}

type Team = Awaited<ReturnType<typeof team>>;

const ways: Record<string, (of: Team) => Promise<unknown>> = {
  removed: ({ owner, user }) => removeMember(owner, { userId: user.id }),
  gone: ({ admin }) => leaveWorkspace(admin, {}),
  "made a member": ({ owner, user }) => changeRole(owner, { userId: user.id, role: "member" }),
  "made a viewer": ({ owner, user }) => changeRole(owner, { userId: user.id, role: "viewer" }),
};

for (const [way, go] of Object.entries(ways))
  test(`webhooks of an admin who is ${way} wait for another`, { tag: "@V7.4.3" }, async () => {
    const of = await team();
    await go(of);
    expect(await of.reasons()).toEqual(["withdrawn", "withdrawn", null]);
    expect(await lastWords(of.boss.email)).toContain("127.0.0.1:9, 127.0.0.1:10");
    expect(await stopsIn(of.workspaceId)).toEqual([
      { host: "127.0.0.1:9", reason: "withdrawn" },
      { host: "127.0.0.1:10", reason: "withdrawn" },
    ]);
  });

test("an owner who becomes an admin keeps their webhooks", async () => {
  const { owner, workspaceId } = await team();
  const { actor: second, user } = await makeMember({ workspaceId, role: "owner" });
  const { id } = await createWebhook(second, webhookInput);
  await changeRole(owner, { userId: user.id, role: "admin" });
  expect(await reasonOf(owner, id)).toBeNull();
});

const endings: Record<string, (of: Awaited<ReturnType<typeof makeProgram>>) => Promise<unknown>> = {
  revoked: ({ actor, keyId }) => revokeApiKey(actor, { keyId }),
  reported: ({ key }) => reportApiKey(anonymous(), { found: key }),
};

for (const [how, end] of Object.entries(endings))
  test(`webhooks of a key that is ${how} wait for an admin`, { tag: "@V7.4.3" }, async () => {
    const of = await makeProgram();
    const { actor, send, workspaceId } = of;
    const made = (await send("POST /webhooks", webhookInput)).body.id as unknown as string;
    const { id: changed } = await createWebhook(actor, webhookInput);
    expect((await send(`PATCH /webhooks/${changed}`, { url: elsewhere.url })).status).toBe(200);
    const { id: own } = await createWebhook(actor, webhookInput);
    await end(of);
    expect(await Promise.all([made, changed, own].map((id) => reasonOf(actor, id)))).toEqual([
      "key_revoked",
      "key_revoked",
      null,
    ]);
    expect(await stopsIn(workspaceId)).toHaveLength(2);
    if (how === "reported") expect(await lastWords(of.user.email)).toContain("127.0.0.1:9, 127.0.0.1:10");
  });

test("a program's webhook goes with its key, not with its maker", async () => {
  for (const revokeKeys of [true, false]) {
    const { actor: owner, workspaceId } = await makeMember();
    const { send, user } = await makeProgram({ workspaceId });
    const id = (await send("POST /webhooks", webhookInput)).body.id as unknown as string;
    await removeMember(owner, { userId: user.id, revokeKeys });
    expect(await reasonOf(owner, id)).toBe(revokeKeys ? "key_revoked" : null);
  }
});

test("a webhook of an ended key goes with its maker", async () => {
  const { actor: owner, workspaceId } = await makeMember();
  const { send, user, keyId } = await makeProgram({ workspaceId });
  const id = (await send("POST /webhooks", webhookInput)).body.id as unknown as string;
  await asOwner((sql) => sql`update api_keys set expires_at = now() where id = ${keyId}`);
  await removeMember(owner, { userId: user.id });
  expect(await reasonOf(owner, id)).toBe("withdrawn");
});

/** Signs somebody in by the person's name from a new browser, and returns how the person reports it. */
async function thiefIn(user: { id: string; email: string }) {
  const enter = () => beginSessionAs(anonymous(), user.id, { knownDevice: false });
  await enter();
  await enter();
  const seed = (await mailsTo(user.email))
    .map(({ link }) => link)
    .findLast((link) => link?.purpose === "disown_session")?.seed;
  return () => disownSession(anonymous(), { token: mailedToken("disown_session", seed ?? "") });
}

test("a report holds webhooks made or sent elsewhere since", { tag: "@V7.4.3" }, async () => {
  const { actor: owner, user: boss, workspaceId } = await makeMember();
  const { actor: thief, user } = await makeMember({ workspaceId, role: "admin" });
  const [old, turned] = [await createWebhook(thief, webhookInput), await createWebhook(thief, webhookInput)];
  const others = await createWebhook(owner, webhookInput);
  const report = await thiefIn(user);
  await updateWebhook(thief, { ...elsewhere, webhookId: turned.id });
  const paused = await createWebhook(thief, elsewhere);
  await pauseWebhook(thief, { webhookId: paused.id });
  await report();
  const reasons = await Promise.all([old, turned, paused, others].map(({ id }) => reasonOf(owner, id)));
  expect(reasons).toEqual([null, "disowned", "disowned", null]);
  expect(await lastWords(boss.email)).toContain("Webhooks paused: 127.0.0.1:10, 127.0.0.1:10");
  expect(await stopsIn(workspaceId)).toEqual([
    { host: "127.0.0.1:10", reason: "disowned" },
    { host: "127.0.0.1:10", reason: "disowned" },
  ]);
});

test("only an admin with a fresh proof resumes a held webhook", { tag: "@V7.5.3" }, async () => {
  const { actor, send, workspaceId } = await makeProgram();
  const { user: other } = await makeMember({ workspaceId, role: "owner" });
  for (const reason of ["disowned", "withdrawn", "key_revoked"]) {
    const { id } = await createWebhook(actor, webhookInput);
    await asOwner(
      (sql) => sql`update webhooks set disabled_at = now(), disabled_reason = ${reason},
      created_by = ${other.id} where id = ${id}`,
    );
    for (const change of [{ paused: false }, { url: elsewhere.url }])
      expect(await send(`PATCH /webhooks/${id}`, change)).toMatchObject({
        status: 403,
        body: { detail: expect.stringContaining("waits for an admin") },
      });
    expect((await send(`GET /webhooks/${id}`)).body).toMatchObject({ state: "held" });
    const stale = { ...actor, authTime: new Date(Date.now() - (FRESH_SECONDS + 1) * 1000) };
    await expect(resumeWebhook(stale, { webhookId: id })).rejects.toMatchObject({ code: "reauthenticate" });
    expect(await reasonOf(actor, id)).toBe(reason);
    await resumeWebhook(actor, { webhookId: id });
    const [row] =
      await ownerSql()`select disabled_reason, changed_by, changed_at is not null as changed from webhooks where id = ${id}`;
    expect(row).toEqual({ disabled_reason: null, changed_by: actor.userId, changed: true });
  }
});

test("one paused by hand is resumed without a fresh proof", async () => {
  const { actor, webhookId } = await makeWebhook();
  await pauseWebhook(actor, { webhookId });
  const stale = { ...actor, authTime: new Date(Date.now() - (FRESH_SECONDS + 1) * 1000) };
  await resumeWebhook(stale, { webhookId });
  expect(await reasonOf(actor, webhookId)).toBeNull();
});

test("a new address is mailed to the owners, and recorded", { tag: "@V16.3.3" }, async () => {
  const { actor: owner, user: boss, workspaceId } = await makeMember();
  const { actor: admin } = await makeMember({ workspaceId, role: "admin" });
  const { id: webhookId } = await createWebhook(admin, webhookInput);
  expect(await lastWords(boss.email)).toContain("created a webhook. It tells 127.0.0.1:9");
  await updateWebhook(admin, { ...webhookInput, webhookId, description: "Another name" });
  expect(await lastWords(boss.email)).toContain("created a webhook");
  await updateWebhook(admin, { ...elsewhere, webhookId });
  expect(await lastWords(boss.email)).toContain("from 127.0.0.1:9 to 127.0.0.1:10");
  const changes = (await auditOf(workspaceId)).filter(({ action }) => action === "webhook.update");
  expect(changes.at(-1)?.detail).toMatchObject({ host: "127.0.0.1:10", former: "127.0.0.1:9" });
  const [row] = (await listWebhooks(owner, { webhookId })).rows;
  expect(row).toMatchObject({ madeBy: "Ada Lovelace", changedBy: "Ada Lovelace", ofProgram: false });
});

test("a program's webhook is mailed with the name of its key", async () => {
  const { send, user, key, actor } = await makeProgram();
  const id = (await send("POST /webhooks", webhookInput)).body.id as unknown as string;
  expect(await lastWords(user.email)).toContain(`the API key “A program” that ends in ${key.slice(-4)}`);
  expect((await listWebhooks(actor, { webhookId: id })).rows[0]).toMatchObject({
    madeBy: "A program",
    ofProgram: true,
  });
});

test("another host gets nothing that was for the former one", { tag: "@GD5" }, async () => {
  await using receiver = await startReceiver();
  const made = await makeWebhook({ url: "http://127.0.0.1:1/hooks" });
  const { actor, workspaceId, webhookId } = made;
  const { deliveryId: waiting } = await sendWebhookTest(actor, { webhookId });
  const { deliveryId: ended } = await sendWebhookTest(actor, { webhookId });
  await asOwner(
    (sql) =>
      sql`update webhook_deliveries set state = 'delivered', ended_at = now() where id = ${ended} and webhook_id = ${webhookId}`,
  );
  await updateWebhook(actor, { ...webhookInput, webhookId, url: receiver.url });
  await runJob(webhookDeliver, { workspaceId, webhookId });
  expect(receiver.received).toEqual([]);
  for (const deliveryId of [waiting, ended])
    await expect(replayWebhookDelivery(actor, { webhookId, deliveryId })).rejects.toThrow(
      "for the former host",
    );
  const { deliveryId: next } = await sendWebhookTest(actor, { webhookId });
  await runJob(webhookDeliver, { workspaceId, webhookId });
  await replayWebhookDelivery(actor, { webhookId, deliveryId: next });
  await runJob(webhookDeliver, { workspaceId, webhookId });
  expect(receiver.received).toHaveLength(2);
  const rows = await ownerSql()`select state, problem from webhook_deliveries where id = ${waiting}`;
  expect(rows).toEqual([{ state: "failed", problem: "Not sent, because the webhook went to another host" }]);
});

test("programs send a limited number of deliveries again", { tag: "@V2.4.1" }, async () => {
  expect(replayWebhookDelivery.spec.limit).toMatchObject({ programs: true, max: 300 });
  expect(updateWebhook.spec.limit).toMatchObject({ programs: true });
});

test("a webhook that stands still or keeps failing needs an admin", async () => {
  const { actor, workspaceId } = await makeMember();
  const { actor: member } = await makeMember({ workspaceId, role: "member" });
  const make = async (description: string, change: string) => {
    const { id } = await createWebhook(actor, { ...webhookInput, description });
    await asOwner((sql) =>
      sql.unsafe(change.replaceAll("$id", `'${id}'`).replaceAll("$ws", `'${workspaceId}'`)),
    );
    return id;
  };
  const stop = (reason: string) =>
    `update webhooks set disabled_at = now(), disabled_reason = '${reason}' where id = $id`;
  const fail = (
    failures: number,
  ) => `insert into webhook_health (workspace_id, webhook_id, failing_since, failures, problem)
    values ($ws, $id, now(), ${failures}, 'Answered 500')`;
  await make("By hand", stop("paused"));
  await make("Once", fail(1));
  const failing = await make("Shop", fail(3));
  const held = await make("", stop("withdrawn"));
  expect((await getNeeds(actor, {})).troubledWebhooks).toEqual([
    { id: held, name: "127.0.0.1:9", reason: "withdrawn", problem: null },
    { id: failing, name: "Shop", reason: null, problem: "Answered 500" },
  ]);
  expect((await getNeeds(member, {})).troubledWebhooks).toEqual([]);
});
