import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { workspaces } from "#db/schema/workspaces.ts";
import { actorOf, liveSession } from "#lib/account/sessions/session-actor.ts";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";
import { asOwner, auditOf, makeMember, ownerSql } from "#testing/factories.ts";
import type { Member } from "./actor.ts";
import { command } from "./command.ts";
import { workspaceAdmin } from "./policies.ts";
import { query } from "./query.ts";

type Slow = { prepare?: () => Promise<unknown>; inRun?: () => Promise<unknown> };

const rename = ({ prepare, inRun }: Slow = {}) =>
  command({
    name: "workspace.update",
    allow: workspaceAdmin,
    input: z.object({}),
    async prepare() {
      await prepare?.();
    },
    async run({ tx, actor }) {
      // The right is held once the first statement behind it is answered.
      if (inRun) await tx.execute(sql`select 1`).then(inRun);
      await tx.update(workspaces).set({ name: "Renamed" }).where(eq(workspaces.id, actor.workspaceId));
      return { result: "renamed", audit: {} };
    },
  });

const nameOf = async ({ workspaceId }: Member) =>
  (await ownerSql()`select name from workspaces where id = ${workspaceId}`)[0]?.name;

const withdrawals = {
  "a revoked session": {
    withdraw: (actor: Member) =>
      ownerSql()`update sessions set revoked_at = now() where id = ${actor.sessionId}`,
    answer: "This session has ended. Sign in again.",
    because: "session ended",
  },
  "a removed member": {
    withdraw: (actor: Member) =>
      asOwner((sql) => sql`delete from memberships where user_id = ${actor.userId}`),
    answer: "You cannot do that.",
    because: "right withdrawn",
  },
  "a lowered role": {
    withdraw: (actor: Member) =>
      asOwner((sql) => sql`update memberships set role = 'member' where user_id = ${actor.userId}`),
    answer: "You cannot do that.",
    because: "right withdrawn",
  },
  "a disabled user": {
    withdraw: (actor: Member) =>
      asOwner((sql) => sql`update users set disabled_at = now() where id = ${actor.userId}`),
    answer: "This session has ended. Sign in again.",
    because: "session ended",
  },
};

for (const [who, { withdraw, answer, because }] of Object.entries(withdrawals))
  test(`${who} stops a command that waits for a slow server`, { tag: ["@V7.4.1", "@V8.3.2"] }, async () => {
    const { actor, workspaceId } = await makeMember({ role: "admin" });
    const slow = rename({ prepare: () => withdraw(actor) });
    await expect(slow(actor, {})).rejects.toThrow(answer);
    expect(await nameOf(actor)).toBe("Analytical Engines");
    expect(await auditOf(workspaceId)).toContainEqual(
      expect.objectContaining({ result: "refused", detail: { because } }),
    );
  });

test("a command waits for a revocation under way, and loses", { tag: "@V7.4.1" }, async () => {
  const { actor } = await makeMember({ role: "admin" });
  let asked: Promise<unknown> = Promise.resolve();
  let early: unknown;
  await ownerSql().begin(async (sql) => {
    await sql`update sessions set revoked_at = now() where id = ${actor.sessionId}`;
    asked = rename()(actor, {}).catch((error: Error) => error.message);
    void asked.then((answer) => {
      early = answer;
    });
    await until(async () => early !== undefined || (await isWaiting(ownerSql())));
    expect(early, "answered before the revocation was through").toBeUndefined();
  });
  expect(await asked).toBe("This session has ended. Sign in again.");
});

test("a revocation waits for a command under way", { tag: "@V7.4.1" }, async () => {
  const { actor } = await makeMember({ role: "admin" });
  const gate = new EventTarget();
  const entered = once(gate, "entered");
  const open = once(gate, "open");
  const asked = rename({
    inRun: async () => {
      gate.dispatchEvent(new Event("entered"));
      await open;
    },
  })(actor, {});
  await entered;
  let revoked = false;
  const revoking = ownerSql()`update sessions set revoked_at = now() where id = ${actor.sessionId}`.then(
    () => {
      revoked = true;
    },
  );
  await until(() => isWaiting(ownerSql()));
  expect(revoked).toBe(false);
  gate.dispatchEvent(new Event("open"));
  expect(await asked).toBe("renamed");
  await revoking;
});

test("what a refused command sends late reaches no other transaction", async () => {
  const { actor } = await makeMember({ role: "admin" });
  await withdrawals["a revoked session"].withdraw(actor);
  let ended = false;
  const late = command({
    name: "workspace.update",
    allow: workspaceAdmin,
    input: z.object({}),
    async run({ tx }) {
      await sleep(50);
      ended = true;
      await tx.update(workspaces).set({ name: "Renamed" }).where(eq(workspaces.id, actor.workspaceId));
      return { result: "renamed", audit: {} };
    },
  });
  await expect(late(actor, {})).rejects.toThrow("This session has ended.");
  expect(ended, "the run ended before the transaction did").toBe(true);
  expect(await nameOf(actor)).toBe("Analytical Engines");
});

const readName = query({
  name: "attempt",
  allow: workspaceAdmin,
  input: z.object({}),
  run: ({ db, actor }) => db.select().from(workspaces).where(eq(workspaces.id, actor.workspaceId)),
});

for (const [who, { withdraw, answer, because }] of Object.entries(withdrawals))
  test(`${who} ends a download under way`, { tag: ["@V7.4.1", "@V8.3.2"] }, async () => {
    const { actor, workspaceId } = await makeMember({ role: "admin" });
    expect(await readName(actor, {})).toHaveLength(1);
    await withdraw(actor);
    await until(async () => (await readName(actor, {}).catch((error: Error) => error.message)) === answer);
    expect(await auditOf(workspaceId)).toContainEqual(
      expect.objectContaining({ action: "access.read", detail: { query: "attempt", because } }),
    );
  });

test("a page and a command agree on who may act", { tag: ["@V6.3.3", "@V8.3.2"] }, async () => {
  const facts = {
    verified: ["now()", "null"],
    idle: ["now()", "now() - interval '30 days'"],
    demanded: ["null", "now() - interval '1 second'", "now() + interval '1 day'"],
    totp: ["null", "now()"],
    amr: ["'{pwd}'", "'{pwd,mfa}'"],
  };
  const { actor, user, workspaceId } = await makeMember({ role: "admin" });
  const sid = randomToken();
  await ownerSql()`update sessions set sid_hash = ${hashToken(sid)} where id = ${actor.sessionId}`;
  let allowed = 0;
  for (const verified of facts.verified)
    for (const idle of facts.idle)
      for (const demanded of facts.demanded)
        for (const totp of facts.totp)
          for (const amr of facts.amr) {
            await asOwner(async (sql) => {
              await sql.unsafe(
                `update users set email_verified_at = ${verified}, totp_enabled_at = ${totp} where id = '${user.id}'`,
              );
              await sql.unsafe(
                `update workspaces set two_factor_required_from = ${demanded} where id = '${workspaceId}'`,
              );
              await sql.unsafe(
                `update sessions set last_seen_at = ${idle}, amr = ${amr} where id = '${actor.sessionId}'`,
              );
            });
            const session = await liveSession({ sub: user.id, sid }, { background: true });
            const admitted = actorOf(session, actor.origin).kind === "member";
            const renamed = await rename()(actor, {}).then(
              () => true,
              () => false,
            );
            expect(renamed, [verified, idle, demanded, totp, amr].join(", ")).toBe(admitted);
            if (admitted) allowed++;
          }
  expect(allowed).toBe(11);
});

type Sql = <T>(text: TemplateStringsArray) => Promise<T[]>;

/** Returns whether a transaction waits for another. `pg_locks` shows the waits of every role, `pg_stat_activity` does not. */
async function isWaiting(sql: unknown): Promise<boolean> {
  const waiting =
    await (sql as Sql)`select 1 from pg_locks where not granted and locktype in ('transactionid', 'tuple')`;
  return waiting.length > 0;
}

async function until(holds: () => Promise<boolean>) {
  await expect.poll(holds, { timeout: 20_000, intervals: [5] }).toBe(true);
}
