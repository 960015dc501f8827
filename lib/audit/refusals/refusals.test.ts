import { randomInt } from "node:crypto";
import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import { subscriberOf } from "#lib/audience/unsubscribe/subscriber.ts";
import { listMyActivity } from "#lib/audit/log/list.ts";
import { listLogPeople } from "#lib/audit/log/people.ts";
import type { Actor } from "#lib/core/actor.ts";
import { recordRefusal } from "#lib/core/audit/refusals.ts";
import { unfoldRefusals } from "#lib/core/audit/unfold-refusals.ts";
import { makeMember, ownerSql } from "#testing/factories.ts";

/** Returns the origin of a network that no other test uses. */
function origin() {
  const part = () => randomInt(65536).toString(16);
  return { ip: `2001:db8:${part()}:${part()}::1`, userAgent: null, requestId: uuidv7() };
}

test("refusals beyond the flood limit are counted exactly, and become one entry", {
  tag: ["@V16.3.2", "@V16.3.3"],
}, async () => {
  const { actor, user } = await makeMember();
  const visitor: Actor = { kind: "anonymous", origin: origin() };
  const refused = () =>
    recordRefusal(visitor, "session.sign_in", "refused", {
      target: user.id,
      userId: user.id,
      workspaceId: null,
      detail: { because: "wrong password" },
    });
  await Promise.all(Array.from({ length: 100 }, refused));
  for (let n = 0; n < 20; n++) await refused();
  const entries = () =>
    ownerSql()<
      { more: number | null }[]
    >`select (detail ->> 'more')::int as more from audit_events where chain_id = ${user.id}`;
  const single = (await entries()).length;
  expect(single, "the limit of the network, and some of the event").toBeLessThanOrEqual(70);
  await unfoldRefusals(0);
  const all = await entries();
  const [more] = all.filter((entry) => entry.more !== null);
  expect(all).toHaveLength(single + 1);
  expect(single + Number(more?.more)).toBe(120);

  const { entries: shown } = await listMyActivity(actor, { limit: 1 });
  expect(shown[0]).toMatchObject({ result: "refused", more: { count: 120 - single } });
  expect(shown[0]?.what).toContain("tried to sign in to Ada Lovelace’s account");
});

test("refused queries are recorded for whom they are refused", { tag: "@V16.3.2" }, async () => {
  const { actor } = await makeMember({ role: "viewer" });
  await expect(listLogPeople(actor, {})).rejects.toMatchObject({ code: "forbidden" });
  const rows =
    await ownerSql()`select action, result, detail from audit_events where request_id = ${actor.origin.requestId}`;
  expect(rows).toEqual([
    {
      action: "access.read",
      result: "refused",
      detail: { query: "audit_log.people", because: "not a workspace admin" },
    },
  ]);
});

test("a forged link is recorded without its token", { tag: "@V16.3.3" }, async () => {
  const from = origin();
  expect(await subscriberOf("forged-token-of-mine", from)).toBeNull();
  const rows = await ownerSql()`select action, detail from audit_events where request_id = ${from.requestId}`;
  expect(rows).toEqual([{ action: "access.open_link", detail: { link: "unsubscribe", because: "forged" } }]);
});
