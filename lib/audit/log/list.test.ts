import { expect, test } from "@playwright/test";
import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { record, wrongPassword } from "#e2e/support/log.ts";
import { renameUser } from "#lib/account/users/rename.ts";
import { createNewsletter } from "#lib/audience/newsletters/create.ts";
import { updateNewsletter } from "#lib/audience/newsletters/update.ts";
import type { Member } from "#lib/core/actor.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { changeRole } from "#lib/team/members/change-role.ts";
import { removeMember } from "#lib/team/members/remove.ts";
import { updateWorkspace } from "#lib/team/workspaces/update.ts";
import { asOwner, makeContacts, makeMember, ownerSql } from "#testing/factories.ts";
import { countNewer } from "./count-newer.ts";
import { listAuditLog, listMyActivity } from "./list.ts";
import { listLogPeople } from "./people.ts";

type Filters = NonNullable<Parameters<typeof listAuditLog>[1]["filters"]>;

const said = (entries: { who: string; what: string }[]) => entries.map(({ who, what }) => `${who} ${what}`);
const found = async (actor: Member, filters: Filters) =>
  (await listAuditLog(actor, { filters })).entries.map(({ action }) => action);

test("each filter finds its entries and no others, alone and together", async () => {
  const { actor, user } = await makeMember();
  const viewer = await makeMember({ workspaceId: actor.workspaceId, role: "viewer" });
  const { id } = await createNewsletter(actor, { name: "Weekly", description: "" });
  await updateNewsletter(actor, { newsletterId: id, name: "Weekly", description: "All of it." });
  await expect(createNewsletter(viewer.actor, { name: "Mine", description: "" })).rejects.toThrow();
  const from = { ip: "198.51.100.23", userAgent: "curl/8" };
  await record(wrongPassword(user.id, from), wrongPassword(viewer.user.id));

  const wrong = ["session.sign_in", "session.sign_in"];
  const edits = ["newsletter.update", "newsletter.create"];
  expect(await found(actor, {})).toEqual([...wrong, "newsletter.create", ...edits]);
  expect(await found(actor, { type: "newsletter.update" })).toEqual(["newsletter.update"]);
  expect(await found(actor, { type: "sign-ins" })).toEqual(wrong);
  expect(await found(actor, { result: "refused" })).toEqual([...wrong, "newsletter.create"]);
  expect(await found(actor, { result: "done" })).toEqual(edits);
  expect(await found(actor, { person: user.id })).toEqual(["session.sign_in", ...edits]);
  expect(await found(actor, { person: viewer.user.id, result: "refused", type: "campaigns" })).toEqual([
    "newsletter.create",
  ]);
  expect(await found(actor, { address: "198.51.100.23" })).toEqual(["session.sign_in"]);
  expect(await found(actor, { address: "198.51.100.0/24" })).toEqual(["session.sign_in"]);
  expect(await found(actor, { address: "198.0.0.0/8", type: "sign-ins" })).toEqual(["session.sign_in"]);
  expect(await found(actor, { address: "198.51.100.24" })).toEqual([]);
  expect(await found(actor, { address: viewer.user.email })).toEqual([
    "session.sign_in",
    "newsletter.create",
  ]);
  expect(await found(actor, { q: "newsletter change" })).toEqual(["newsletter.update"]);
  expect(await found(actor, { q: "newsletter", type: "newsletter.create", result: "done" })).toEqual([
    "newsletter.create",
  ]);
  expect(await found(actor, { q: id })).toEqual(edits);
  expect(await found(actor, { q: actor.origin.requestId })).toEqual(edits);
  const { entries } = await listAuditLog(actor, { filters: { type: "newsletter.update" } });
  expect(await found(actor, { q: String(entries[0]?.id) })).toEqual(["newsletter.update"]);
  expect(await found(actor, { q: "nobody@example.com" })).toEqual([]);
});

test("old and new action names find the same entries", async () => {
  const { actor, user } = await makeMember();
  await record({ by: actor, action: "session.revoke" }, { by: actor, action: "session.revoke_one" });
  await record({ by: actor, action: "audit_log.export", entry: { detail: { format: "csv" } } });
  const both = ["session.revoke_one", "session.revoke"];
  for (const filters of [
    { type: "session.revoke_one" },
    { type: "session.revoke" },
    { q: "session.revoke" },
    { q: "session revoke one" },
    { type: "sessions" },
    { type: "sessions", person: user.id },
  ])
    expect(await found(actor, filters), JSON.stringify(filters)).toEqual(both);
  expect(await found(actor, { type: "audit_export.start" })).toEqual(["audit_log.export"]);

  const { entries } = await listAuditLog(actor, {});
  expect(said(entries)).toEqual([
    "Ada Lovelace asked for an export of the audit log as CSV",
    "Ada Lovelace signed out another of their browsers",
    "Ada Lovelace signed out another of their browsers",
  ]);
  expect(entries[0]?.facts.length, "details as under the new name").toBeGreaterThan(0);
});

test("days count in the workspace's time zone, both included", async () => {
  const { actor, workspaceId } = await makeMember();
  await asOwner((sql) => sql`update workspaces set time_zone = 'Pacific/Auckland' where id = ${workspaceId}`);
  // Auckland is 13 hours ahead in January.
  await append(workspaceId, [
    "2026-01-09T10:59:59.999Z",
    "2026-01-09T11:00:00Z",
    "2026-01-10T10:59:59.999Z",
    "2026-01-10T11:00:00Z",
  ]);
  const { entries, zone } = await listAuditLog(actor, { filters: { from: "2026-01-10", to: "2026-01-10" } });
  expect(zone).toBe("Pacific/Auckland");
  expect(entries.map(({ seq }) => seq)).toEqual([3, 2]);
});

test("paging shows every entry once in both directions despite equal times", async () => {
  const { actor, workspaceId } = await makeMember();
  const { user } = await makeMember({ workspaceId, role: "member" });
  const second = (n: number) => new Date(Date.UTC(2026, 2, 1, 12, 0, Math.floor(n / 5))).toISOString();
  const times = Array.from({ length: 30 }, (_, n) => second(n));
  await append(workspaceId, times);
  await append(user.id, times, user.id);

  const pages: string[][] = [];
  let page = await listAuditLog(actor, { limit: 7 });
  for (;;) {
    pages.push(page.entries.map(({ id }) => id));
    if (!page.older) break;
    page = await listAuditLog(actor, { limit: 7, before: page.older });
  }
  expect(new Set(pages.flat()).size).toBe(60);
  expect(pages.flat()).toHaveLength(60);
  const whole = await listAuditLog(actor, { limit: 100 });
  expect(pages.flat()).toEqual(whole.entries.map(({ id }) => id));
  expect(whole.entries.map(({ exactly }) => exactly)).toEqual(
    whole.entries
      .map(({ exactly }) => exactly)
      .sort()
      .reverse(),
  );

  for (let at = pages.length - 2; at >= 0; at--) {
    page = await listAuditLog(actor, { limit: 7, after: String(page.newer) });
    expect(page.entries.map(({ id }) => id)).toEqual(pages[at]);
  }
  expect(page.newer).toBeNull();
  const noTimes = ["2026-02-30T00:00:00", "0000-01-01T00:00:00", "2026-01-01T24:00:00"];
  for (const before of ["yesterday", ...noTimes.map((time) => `${time}.000000Z_${uuidv7()}_1`)])
    await expect(listAuditLog(actor, { before }), before).rejects.toMatchObject({ code: "invalid" });
});

test("admins see workspace and member accounts, others their own account only", {
  tag: ["@V8.2.1", "@V8.2.2"],
}, async () => {
  const owner = await makeMember();
  const { workspaceId } = owner;
  const [admin, member] = [
    await makeMember({ workspaceId, role: "admin" }),
    await makeMember({ workspaceId, role: "member" }),
  ];
  const stranger = await makeMember();
  await createNewsletter(owner.actor, { name: "Ours", description: "" });
  await createNewsletter(stranger.actor, { name: "Theirs", description: "" });
  await record(wrongPassword(member.user.id), wrongPassword(stranger.user.id));

  for (const { actor } of [owner, admin])
    expect(await found(actor, {})).toEqual(["session.sign_in", "newsletter.create"]);
  await expect(listAuditLog(member.actor, {})).rejects.toMatchObject({ code: "forbidden" });
  const own = await listMyActivity(member.actor, {});
  expect(own.entries.map(({ action, target }) => [action, target?.id])).toEqual([
    ["session.sign_in", member.user.id],
  ]);
  expect(await found(stranger.actor, { q: member.user.id })).toEqual([]);
  expect(await found(stranger.actor, { person: owner.user.id })).toEqual([]);

  await removeMember(owner.actor, { userId: member.user.id });
  expect(await found(owner.actor, {}), "whose account it is does not concern them any more").toEqual([
    "member.remove",
    "access.read",
    "newsletter.create",
  ]);
  expect((await listLogPeople(owner.actor, {})).map(({ id, left }) => [id, left])).toEqual(
    expect.arrayContaining([
      [owner.user.id, false],
      [member.user.id, true],
    ]),
  );
});

test("an entry shows what a change made of each field", async () => {
  const { actor, workspaceId } = await makeMember();
  const { user } = await makeMember({ workspaceId, role: "member" });
  await updateWorkspace(actor, { timeZone: "Europe/Vienna", senderName: "Ada & friends" });
  await changeRole(actor, { userId: user.id, role: "viewer" });
  await renameUser(actor, { name: "Ada King" });
  const { entries } = await listAuditLog(actor, {});
  expect(said(entries)).toEqual([
    "Ada King changed their name",
    "Ada King changed Ada Lovelace’s role",
    "Ada King changed the workspace’s settings",
  ]);
  expect(entries.map(({ changes }) => changes)).toEqual([
    [{ key: "Name", before: "Ada Lovelace", after: "Ada King" }],
    [{ key: "role", before: "Member", after: "Viewer" }],
    [
      { key: "senderName", before: "Analytical Engines", after: "Ada & friends" },
      { key: "timeZone", before: "UTC", after: "Europe/Vienna" },
    ],
  ]);
});

test("an erased person's data is called erased, the entry stays", async () => {
  const { actor, workspaceId } = await makeMember();
  const [contact] = await makeContacts(workspaceId, 1);
  const person = String(contact?.id);
  const by = {
    kind: "subscriber",
    workspaceId,
    contactId: person,
    deliveryId: uuidv7(),
    campaignId: uuidv7(),
    newsletterId: null,
    origin: actor.origin,
  } as const;
  await record({
    by,
    action: "contact.unsubscribe",
    entry: {
      target: person,
      detail: { scope: "all", source: "one_click" },
      about: { person, fields: { address: String(contact?.email) } },
    },
  });
  const before = await listAuditLog(actor, {});
  expect(before.entries[0]).toMatchObject({ who: contact?.email, where: { ip: actor.origin.ip } });

  await asOwner((sql) => sql`delete from contacts where id = ${person}`);
  await connections().writer.transaction(async (tx) => {
    await enter(tx, workspaceId, actor.userId);
    await tx.execute(sql`select forget_person(${person}::uuid)`);
  });
  const { entries } = await listAuditLog(actor, {});
  expect(entries[0]?.action).toBe("audit_log.forget");
  expect(entries[1]).toMatchObject({
    who: "A subscriber",
    what: "unsubscribed from everything",
    where: "erased",
    target: { known: false, name: null },
  });
  expect(entries[1]?.facts).toContainEqual({ label: "Personal data", value: "Erased" });
  expect(JSON.stringify(entries)).not.toContain(String(contact?.email));
});

test("newer entries are counted by the page's filters", async () => {
  const { actor } = await makeMember();
  await createNewsletter(actor, { name: "One", description: "" });
  const page = await listAuditLog(actor, {});
  const empty = await listAuditLog(actor, { filters: { type: "passwords" } });
  expect(await countNewer(actor, { after: page.newest })).toEqual({ count: 0 });
  await createNewsletter(actor, { name: "Two", description: "" });
  await record(wrongPassword(actor.userId));
  expect(await countNewer(actor, { after: page.newest })).toEqual({ count: 2 });
  expect(await countNewer(actor, { after: page.newest, filters: { type: "sign-ins" } })).toEqual({
    count: 1,
  });
  expect(await countNewer(actor, { after: empty.newest, filters: { type: "passwords" } })).toEqual({
    count: 0,
  });
});

/** Entries of a chain at given times, as the owner of the database may write them. */
async function append(chain: string, times: string[], userId: string | null = null) {
  const workspaceId = userId ? null : chain;
  await ownerSql().begin(async (sql) => {
    for (const time of times)
      await sql`select audit_append_at(${uuidv7()}, ${workspaceId}, ${userId}, 'job', 'past', 'suppression.add', 'done', null, '{}', null, null,
        ${uuidv7()}, ${time})`;
  });
}

test("the filter of suppressions finds imports that suppressed or lifted", async () => {
  const { actor, workspaceId } = await makeMember();
  const entry = (action: string, detail: Record<string, string | number>) => ({
    by: actor,
    action,
    entry: { workspaceId, target: uuidv7(), detail },
  });
  await record(
    entry("import.finish", { added: 2, stopped: 0 }),
    entry("import.finish", { added: 0, stopped: 2 }),
    entry("import.roll_back", { contacts: 3, suppressions: 0 }),
    entry("import.roll_back", { contacts: 0, suppressions: 2 }),
    entry("suppression.lift", { reason: "bounced" }),
  );
  const { entries } = await listAuditLog(actor, { filters: { type: "suppressions" } });
  expect(entries.map(({ what }) => what)).toEqual([
    "lifted a suppression",
    "rolled back an import: 2 suppressions lifted",
    "finished an import: 2 addresses suppressed",
  ]);
  expect(await found(actor, { type: "suppressions", result: "done" })).toHaveLength(3);
  expect(await found(actor, { type: "imports" })).toHaveLength(4);
  expect(await found(actor, { type: "import.finish" })).toHaveLength(2);
});
