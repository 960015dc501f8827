import { expect, test } from "@playwright/test";
import { readSession } from "#lib/account/sessions/read-session.ts";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";
import { anonymous, asOwner, makeSignedIn, makeUser, ownerSql } from "#testing/factories.ts";
import { redeemTicket } from "./redeem-ticket.ts";

async function makeTicket(userId: string, expires = "60 seconds") {
  const ticket = randomToken();
  await ownerSql()`insert into login_tickets (token_hash, user_id, amr, expires_at)
    values (${hashToken(ticket)}, ${userId}, '{pwd}', now() + ${expires}::interval)`;
  return ticket;
}

const refused = (ticket: string) =>
  expect(redeemTicket(anonymous(), { ticket })).rejects.toMatchObject({ code: "conflict" });

const sessionCount = async (userId: string) =>
  (await ownerSql()`select id from sessions where user_id = ${userId}`).length;

test("each sign-in makes a 256-bit session id, stored as a hash", {
  tag: ["@V7.2.3", "@V7.2.4"],
}, async () => {
  const user = await makeUser();
  const actor = anonymous();
  const first = await redeemTicket(actor, { ticket: await makeTicket(user.id) });
  const second = await redeemTicket(anonymous(), { ticket: await makeTicket(user.id) });

  expect(first.sid).not.toBe(second.sid);
  expect(Buffer.from(first.sid, "base64url")).toHaveLength(32);
  const [row] =
    await ownerSql()`select sid_hash, ip, user_agent, amr, absolute_expires_at - created_at as lives
    from sessions where id = ${first.sessionId}`;
  expect(Buffer.from(row?.sid_hash)).toEqual(hashToken(first.sid));
  expect(row).toMatchObject({
    ip: actor.origin.ip,
    user_agent: actor.origin.userAgent,
    amr: ["pwd"],
    lives: "90 days",
  });
  expect(await readSession(hashToken(first.sid))).toMatchObject({ userId: user.id });
});

test("a ticket used again is refused, and makes no second session", async () => {
  const user = await makeUser();
  const ticket = await makeTicket(user.id);
  await redeemTicket(anonymous(), { ticket });

  await refused(ticket);
  expect(await sessionCount(user.id)).toBe(1);
});

test("ten redemptions of one ticket at once make one session", async () => {
  const user = await makeUser();
  const ticket = await makeTicket(user.id);
  const answers = await Promise.allSettled(
    Array.from({ length: 10 }, () => redeemTicket(anonymous(), { ticket })),
  );

  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await sessionCount(user.id)).toBe(1);
});

test("old, unknown and empty tickets are refused alike", async () => {
  const user = await makeUser();
  for (const ticket of [await makeTicket(user.id, "-1 second"), randomToken(), "", "Tide-harbour7 lamp"])
    await refused(ticket);
  expect(await sessionCount(user.id)).toBe(0);
});

test("a disabled person's ticket is refused", { tag: "@V7.4.2" }, async () => {
  const user = await makeUser();
  const ticket = await makeTicket(user.id);
  await asOwner((sql) => sql`update users set disabled_at = now() where id = ${user.id}`);

  await refused(ticket);
  expect(await sessionCount(user.id)).toBe(0);
});

test("the session belongs to the ticket's person and ends the old one", {
  tag: "@V7.2.4",
}, async () => {
  const user = await makeUser();
  const { actor: other } = await makeSignedIn();
  expect(await redeemTicket(other, { ticket: await makeTicket(user.id) })).toMatchObject({ userId: user.id });
  const [before] = await ownerSql()`select revoked_at from sessions where id = ${other.sessionId}`;
  expect(before?.revoked_at).not.toBeNull();
});
