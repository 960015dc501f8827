import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import { record } from "#e2e/support/log.ts";
import { countNewer } from "#lib/audit/log/count-newer.ts";
import { linesOf } from "#lib/audit/log/lines.ts";
import { listAuditLog } from "#lib/audit/log/list.ts";
import type { Member } from "#lib/core/actor.ts";
import { jobActor, makeMember } from "#testing/factories.ts";

const again = (actor: Member): Member => ({ ...actor, origin: { ...actor.origin, requestId: uuidv7() } });
const opening = (userId: string) => ({
  action: "credential.decrypt",
  entry: {
    target: userId,
    userId,
    workspaceId: null,
    detail: { kind: "authenticator secret", purpose: "check code" },
  },
});

test("a secret opened without a cause stands out, others are folded", {
  tag: "@V16.3.3",
}, async () => {
  const { actor, user } = await makeMember();
  const account = { target: user.id, userId: user.id, workspaceId: null };
  const first = await listAuditLog(actor, {});
  const one = again(actor);
  await record(
    { by: one, ...opening(user.id) },
    { by: one, action: "session.second_factor", entry: { ...account, detail: { by: "code" } } },
    { by: one, action: "session.start", entry: { ...account, detail: { amr: ["pwd", "otp"] } } },
  );
  const listed = await listAuditLog(actor, {});
  expect(listed.entries.map(({ action }) => action)).toEqual(["session.start", "session.second_factor"]);
  expect(await countNewer(actor, { after: first.newest })).toEqual({ count: 2 });
  const all = await listAuditLog(actor, { filters: { technical: "1" } });
  const [line, ...others] = linesOf(all.entries);
  expect(others).toEqual([]);
  expect(line?.entry.action).toBe("session.start");
  expect(line?.steps.map(({ who, what }) => `${who} ${what}`)).toEqual([
    "Two-factor code checked by the server, for Ada Lovelace’s account",
    "Ada Lovelace gave the right two-factor code",
  ]);

  await record({ by: again(actor), ...opening(user.id) });
  const [alarm, ...rest] = (await listAuditLog(actor, {})).entries;
  expect(alarm).toMatchObject({ action: "credential.decrypt", alarm: true });
  expect(rest).toHaveLength(2);
  expect(linesOf((await listAuditLog(actor, {})).entries)).toHaveLength(2);
});

test("a set-up page opened by who began it is expected", { tag: "@V16.3.3" }, async () => {
  const { actor, user } = await makeMember();
  const account = { target: user.id, userId: user.id, workspaceId: null };
  const shown = (by: Member) => ({
    by,
    action: "credential.decrypt",
    entry: {
      ...account,
      detail: { kind: "authenticator secret waiting for its first code", purpose: "enrol" },
    },
  });
  await record(shown(again(actor)));
  const alarms = async () =>
    (await listAuditLog(actor, {})).entries.filter(({ alarm }) => alarm).map(({ action }) => action);
  expect(await alarms()).toEqual(["credential.decrypt"]);
  await record({ by: again(actor), action: "two_factor.begin", entry: account }, shown(again(actor)));
  expect(await alarms()).toEqual(["credential.decrypt"]);
});

test("a page fills up past technical entries; an import is one line", async () => {
  const { actor, workspaceId } = await makeMember();
  const target = uuidv7();
  const job = jobActor(workspaceId);
  const steps = Array.from({ length: 130 }, () => ({ by: job, action: "import.batch", entry: { target } }));
  await record(
    { by: again(actor), action: "import.create", entry: { target } },
    { by: again(actor), action: "import.start", entry: { target } },
    ...steps,
    { by: job, action: "import.finish", entry: { target, detail: { added: 60_000 } } },
  );
  const { entries, older } = await listAuditLog(actor, { limit: 3 });
  expect(entries.map(({ action }) => action)).toEqual(["import.finish", "import.start", "import.create"]);
  expect(older).toBeNull();
  expect(linesOf(entries).map(({ entry, steps }) => [entry.action, steps.length])).toEqual([
    ["import.finish", 2],
  ]);
  const { entries: batches } = await listAuditLog(actor, { filters: { type: "import.batch" } });
  expect(batches).toHaveLength(50);
});

test("lines stand in the order of the times they show", async () => {
  const { actor, user } = await makeMember();
  const account = { target: user.id, userId: user.id, workspaceId: null };
  const [one, other] = [again(actor), again(actor)];
  await record(
    { by: one, action: "newsletter.create", entry: {} },
    { by: other, action: "contact.create", entry: {} },
    { by: one, action: "account.update", entry: account },
  );
  const lines = linesOf((await listAuditLog(actor, {})).entries);
  expect(lines.slice(0, 2).map(({ entry, steps }) => [entry.action, steps.length])).toEqual([
    ["contact.create", 0],
    ["newsletter.create", 1],
  ]);
});
