import { execFile } from "node:child_process";
import { randomInt } from "node:crypto";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";
import { reserveSignInAttempt } from "#lib/account/passwords/guess-limits.ts";
import { hashPassword } from "#lib/account/passwords/hash.ts";
import { knowsDevice } from "#lib/account/sessions/device.ts";
import { liveSession } from "#lib/account/sessions/session-actor.ts";
import type { Anonymous } from "#lib/core/actor.ts";
import { AppError } from "#lib/core/errors.ts";
import { addressRange } from "#lib/core/throttle/address-range.ts";
import { counterKey } from "#lib/core/throttle/attempts.ts";
import { hashToken } from "#lib/crypto/tokens.ts";
import { anonymous, asOwner, makeUser, originsOf, ownerSql, uniqueEmail } from "#testing/factories.ts";
import { signIn } from "./sign-in.ts";

const password = "Tide-harbour7 lamp";
const hash = await hashPassword(password);
const makePerson = () => makeUser({ passwordHash: hash });

/** Nobody, from a network of their own, so that one test's tries are not another's. */
function visitor(
  ip = `2001:db8:${randomInt(65536).toString(16)}:${randomInt(65536).toString(16)}::1`,
): Anonymous {
  const actor = anonymous();
  return { ...actor, origin: { ...actor.origin, ip } };
}

const attempt = async (email: string, word: string, actor = visitor(), device?: string) => {
  try {
    return { ok: true as const, result: await signIn(actor, { email, password: word, device }) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, status, message, fields, retryAfter } = error;
    return { ok: false as const, code, status, message, fields, retryAfter };
  }
};

const auditOf = (actor: Anonymous) =>
  ownerSql()`select action, result, user_id, workspace_id, target, detail from audit_events
    where request_id = ${actor.origin.requestId} order by occurred_at, seq`;

test("the right password makes a session, and the log names the person", async () => {
  const user = await makePerson();
  const actor = visitor();
  const answer = await attempt(`  ${user.email.toUpperCase()} `, password, actor);

  if (!answer.ok || answer.result.kind !== "session") throw new Error("no session");
  const { userId: sub, sid } = answer.result.session;
  expect(await liveSession({ sub, sid })).toMatchObject({ userId: user.id, amr: ["pwd"] });
  expect(await auditOf(actor)).toMatchObject([
    { action: "session.sign_in", result: "done", user_id: user.id },
    { action: "session.start", result: "done", user_id: user.id },
  ]);
  expect(await originsOf(user.id, "session.sign_in")).toMatchObject([{ ip: actor.origin.ip }]);
});

test("a sign-in under way fails when password or factors change", {
  tag: "@V7.4.3",
}, async () => {
  for (const change of ["password_hash = null", "totp_enabled_at = now()"]) {
    const user = await makePerson();
    const trying = await asOwner(async (sql) => {
      await sql.unsafe(`update users set ${change} where id = '${user.id}'`);
      const under = { way: attempt(user.email, password) };
      const [me] = await sql`select pg_backend_pid() as pid`;
      await expect
        .poll(() => ownerSql()`select 1 from pg_stat_activity where ${me?.pid} = any(pg_blocking_pids(pid))`)
        .toHaveLength(1);
      return under;
    });
    expect(await trying.way).toMatchObject({ ok: false, code: "conflict" });
    expect(await ownerSql()`select 1 from sessions where user_id = ${user.id}`).toEqual([]);
  }
});

test("wrong password, unknown address, no password set and disabled: one answer", {
  tag: "@V6.3.8",
}, async () => {
  const disabled = await makePerson();
  await asOwner((sql) => sql`update users set disabled_at = now() where id = ${disabled.id}`);
  const answers = [
    await attempt((await makePerson()).email, "Wrong-harbour7 lamp"),
    await attempt(uniqueEmail("nobody"), password),
    await attempt((await makeUser()).email, password),
    await attempt(disabled.email, password),
    await attempt((await makePerson()).email, `${password}\0`),
    await attempt((await makePerson()).email, "x".repeat(900)),
  ];
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(answers[0]).toMatchObject({ ok: false, status: 400, fields: {} });
});

test("an unknown address takes as long as a known one", { tag: "@V6.3.8" }, async () => {
  const { email } = await makePerson();
  // Time of the processor, which waits for nobody. In turns, and the least of each, which holds no cleaning of memory.
  const quickest = { known: Number.POSITIVE_INFINITY, unknown: Number.POSITIVE_INFINITY };
  const time = async (kind: keyof typeof quickest, address: string) => {
    const before = process.cpuUsage();
    await attempt(address, "Wrong-harbour7 lamp");
    const { user, system } = process.cpuUsage(before);
    quickest[kind] = Math.min(quickest[kind], user + system);
  };
  for (let n = 0; n < 5; n++) {
    await time("known", email);
    await time("unknown", uniqueEmail("nobody"));
  }
  const { known, unknown } = quickest;
  expect(Math.max(known, unknown) / Math.min(known, unknown)).toBeLessThan(1.6);
});

test("a refused try is recorded without naming an unknown address", {
  tag: "@V16.3.1",
}, async () => {
  const user = await makePerson();
  const [known, unknown] = [visitor(), visitor()];
  const address = uniqueEmail("nobody");
  await attempt(user.email, "Wrong-harbour7 lamp", known);
  await attempt(address, "Wrong-harbour7 lamp", unknown);

  expect(await auditOf(known)).toMatchObject([
    {
      action: "session.sign_in",
      result: "refused",
      user_id: user.id,
      workspace_id: null,
      detail: { because: "wrong password" },
    },
  ]);
  const [entry] = await auditOf(unknown);
  expect(entry).toMatchObject({
    user_id: null,
    detail: { because: "unknown address", address: expect.stringMatching(/^[0-9a-f]{24}$/) },
  });
  expect(JSON.stringify(entry)).not.toContain(address);
});

for (const [who, makeEmail] of [
  ["a known", async () => (await makePerson()).email],
  ["an unknown", async () => uniqueEmail("nobody")],
] as const) {
  test(`five tries against ${who} address are free, then each waits`, {
    tag: "@V6.3.1",
  }, async () => {
    const email = await makeEmail();
    for (let n = 0; n < 5; n++)
      expect(await attempt(email, "Wrong-harbour7 lamp")).toMatchObject({ code: "invalid" });
    const blocked = await attempt(email, password);
    expect(blocked).toMatchObject({ code: "tooOften", status: 429 });
    expect((blocked as { retryAfter: number }).retryAfter).toBeLessThanOrEqual(60);
  });
}

test("twenty parallel guesses check no more passwords than one after the other", {
  tag: "@V6.3.1",
}, async () => {
  const { email } = await makePerson();
  const answers = await Promise.all(Array.from({ length: 20 }, () => attempt(email, "Wrong-harbour7 lamp")));
  const codes = answers.map((answer) => (answer.ok ? "ok" : answer.code));
  expect(codes.filter((code) => code === "invalid")).toHaveLength(5);
  expect(codes.filter((code) => code === "tooOften")).toHaveLength(15);
});

test("the delay doubles up to a quarter hour and resets on success", async () => {
  const email = uniqueEmail();
  const take = () => reserveSignInAttempt({ ip: visitor().origin.ip, email, device: null });
  const key = counterKey({ name: "sign-in:account" }, email);
  const minutes: number[] = [];
  for (let n = 1; n <= 11; n++) {
    await take();
    if (n < 5) continue;
    const wait = await take().catch((error: AppError) => error.retryAfter ?? 0);
    minutes.push(Math.ceil((wait as number) / 60));
    await ownerSql()`update attempt_counters set blocked_until = now() where key_hash = ${key}`;
  }
  expect(minutes).toEqual([1, 2, 4, 8, 15, 15, 15]);

  await (await take()).clear();
  for (let n = 0; n < 5; n++) await take();
  await expect(take()).rejects.toMatchObject({ code: "tooOften" });
});

test("thirty tries in ten minutes from one network, whatever the address", { tag: "@V6.3.1" }, async () => {
  const network = `198.51.${randomInt(256)}`;
  for (let n = 0; n < 30; n++)
    await reserveSignInAttempt({ ip: `${network}.${n}`, email: uniqueEmail("spray"), device: null });
  expect(await attempt((await makePerson()).email, password, visitor(`${network}.200`))).toMatchObject({
    code: "tooOften",
  });
  expect((await attempt((await makePerson()).email, password)).ok).toBe(true);
});

test("signing in does not use up the network's tries", async () => {
  const ip = `203.0.${randomInt(256)}.9`;
  const { email } = await makePerson();
  for (let n = 0; n < 4; n++) expect((await attempt(email, password, visitor(ip))).ok).toBe(true);
  const [row] =
    await ownerSql()`select count(*)::int as rows from attempt_counters where attempts > 0 and window_ends_at > now()
    and key_hash = ${counterKey({ name: "sign-in:range" }, addressRange(ip) ?? "")}`;
  expect(row?.rows).toBe(0);
});

test("an attacker's guesses do not lock out a known browser", async () => {
  const user = await makePerson();
  const first = await attempt(user.email, password);
  if (!first.ok) throw new Error("refused");
  const { device } = first.result;
  expect(knowsDevice(device, user.id)).not.toBeNull();

  for (let n = 0; n < 5; n++) await attempt(user.email, "Wrong-harbour7 lamp");
  expect(await attempt(user.email, password)).toMatchObject({ code: "tooOften" });
  expect((await attempt(user.email, password, visitor(), device)).ok).toBe(true);
});

test("a known browser has its own budget, for its account only", async () => {
  const [mallory, victim] = [await makePerson(), await makePerson()];
  const own = await attempt(mallory.email, password);
  if (!own.ok) throw new Error("refused");
  const { device } = own.result;
  expect(knowsDevice(device, victim.id)).toBeNull();
  for (let n = 0; n < 5; n++) await attempt(victim.email, "Wrong-harbour7 lamp", visitor(), device);
  expect(await attempt(victim.email, password, visitor(), device)).toMatchObject({ code: "tooOften" });

  for (let n = 0; n < 5; n++) await attempt(mallory.email, "Wrong-harbour7 lamp", visitor(), device);
  expect(await attempt(mallory.email, password, visitor(), device)).toMatchObject({ code: "tooOften" });
  for (const forged of [`${device.split(".")[0]}.${"A".repeat(22)}`, "x", `${device}.x`, "A".repeat(22)])
    expect(knowsDevice(forged, mallory.id)).toBeNull();
});

test("a person with a second factor gets a challenge and no session", {
  tag: "@V6.3.3",
}, async () => {
  const user = await makePerson();
  await asOwner((sql) => sql`update users set totp_enabled_at = now() where id = ${user.id}`);
  const answer = await attempt(user.email, password);

  if (!answer.ok || answer.result.kind !== "challenge") throw new Error("no challenge");
  expect(answer.result).not.toHaveProperty("session");
  const [row] =
    await ownerSql()`select user_id, amr, attempts, used_at, extract(epoch from expires_at - now())::int as seconds
    from login_challenges where id_hash = ${hashToken(answer.result.challenge)}`;
  expect(row).toMatchObject({ user_id: user.id, amr: ["pwd"], attempts: 0, used_at: null });
  expect(row?.seconds).toBeGreaterThan(0);
  expect(row?.seconds).toBeLessThanOrEqual(300);
  expect(await ownerSql()`select 1 from sessions where user_id = ${user.id}`).toHaveLength(0);
  expect(await liveSession({ sub: user.id, sid: answer.result.challenge })).toBeNull();
});

test("without the database no sign-in succeeds and none is free", {
  tag: "@V16.5.3",
}, async () => {
  const script = `const { signIn } = await import("#lib/account/sign-in/sign-in.ts");
    const { reserveSignInAttempt } = await import("#lib/account/passwords/guess-limits.ts");
    const { liveSession } = await import("#lib/account/sessions/session-actor.ts");
    const origin = { ip: "192.0.2.1", userAgent: null, requestId: "r" };
    const codes = [];
    for (const work of [
      () => signIn({ kind: "anonymous", origin }, { email: "ada@example.com", password: "x" }),
      () => reserveSignInAttempt({ ip: null, email: "ada@example.com", device: null }),
      () => liveSession({ sub: "a", sid: "b" }),
    ]) codes.push(await work().then(() => "open", (error) => error.code));
    console.log(JSON.stringify(codes)); process.exit(0);`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
    cwd: new URL("../../../", import.meta.url),
    env: { ...process.env, DATABASE_URL: "postgres://nobody@127.0.0.1:1/gone" },
  });
  expect(JSON.parse(stdout)).toEqual(["unavailable", "unavailable", "unavailable"]);
});
