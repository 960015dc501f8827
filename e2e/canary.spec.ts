import { existsSync, readdirSync, readFileSync } from "node:fs";
import { roles } from "#db/client.ts";
import type { Member } from "#lib/core/actor.ts";
import { makeMember, makeSession, ownerSql } from "#testing/factories.ts";
import { fill } from "#testing/filled.ts";
import { expect, test } from "./fixtures.ts";
import { factors, links, passwords } from "./support/canary/account.ts";
import { exports, uploads } from "./support/canary/files.ts";
import { faults, mails } from "./support/canary/mail.ts";
import {
  codes,
  email,
  from,
  happened,
  kinds,
  plant,
  run,
  secrets,
  userAgent,
} from "./support/canary/planted.ts";
import { type Canaries, dump, files, found } from "./support/canary/search.ts";
import { addressOf, appRoutes } from "./support/routes.ts";
import { type Visitor, visitor } from "./support/visitor.ts";

test("the canary search finds planted values in every spelling and table", async () => {
  const known: Canaries = new Map([["Kw9-ünder the-stairs", "it"]]);
  const [value = ""] = known.keys();
  for (const before of ["", "a", "ab", "abc"]) {
    const inside = Buffer.from(`${before}${value}z`);
    for (const text of [
      inside.toString(),
      inside.toString("base64"),
      inside.toString("base64url"),
      inside.toString("hex"),
    ])
      expect(found(known, `{${text}}`), text).toEqual(["it"]);
  }
  expect(found(known, encodeURIComponent(value))).toEqual(["it"]);
  expect(found(known, "under the stairs")).toEqual([]);

  const { user } = await makeMember();
  const tables: string[] = [];
  for await (const { table, text } of dump())
    if (found(new Map([[user.email, "it"]]), text).length > 0) tables.push(table);
  expect(tables).toEqual(["public.users"]);
});

test("no secret is in plain text in any log, page or table", {
  tag: ["@V13.3.2", "@V14.2.3", "@V14.2.4", "@V16.2.5"],
}, async () => {
  test.slow();
  plantInstallation();
  const me = visitor({ from, userAgent });
  await test.step("sign up, sign in, reset", () => passwords(me));
  await test.step("second factors", () => factors(me));
  const actor = await whoIAm();
  await test.step("addresses and invitations", () => links(me));
  await test.step("mail servers, signing keys, messages", () => mails(me, actor));
  await test.step("a file of contacts", () => uploads(me, actor));
  await test.step("what fails on our side", () => faults(me, actor));
  await test.step("exports of the log", () => exports(me, actor));
  const done = await doneBy(actor);
  expect(happened.filter((what) => !done.includes(what))).toEqual([]);
  await test.step("every page and answer", () => pages(me, actor));

  expect([...new Set(secrets.values())].sort()).toEqual(kinds);
  await test.step("logs, tables, files, processes", everywhere);
});

const doneBy = async ({ userId, workspaceId }: Member) =>
  (
    await ownerSql()`select distinct action || ' ' || result as what from audit_events
      where user_id = ${userId} or target = ${userId} or workspace_id = ${workspaceId} order by 1`
  ).map(({ what }) => String(what));

function plantInstallation() {
  const { AUTH_SECRET = "", ENCRYPTION_KEYS = "", MAILNEO_EDGE_SECRET = "", DATABASE_URL = "" } = process.env;
  plant("AUTH_SECRET", AUTH_SECRET);
  plant("key of the ring", ENCRYPTION_KEYS.split(":").at(-1) ?? "");
  plant("secret between edge and web", MAILNEO_EDGE_SECRET);
  plant("password of the database's owner", new URL(DATABASE_URL).password);
  const { app, read, keep } = roles(DATABASE_URL, AUTH_SECRET);
  for (const role of [app, read, keep]) plant("password of a database role", role.password);
}

async function whoIAm(): Promise<Member> {
  const [row] =
    await ownerSql()`select u.id as user_id, m.workspace_id from users u join memberships m on m.user_id = u.id where u.email = ${email}`;
  const origin = { ip: null, userAgent: null, requestId: run };
  return {
    kind: "member",
    userId: String(row?.user_id),
    workspaceId: String(row?.workspace_id),
    role: "owner",
    sessionId: await makeSession(String(row?.user_id)),
    authTime: new Date(),
    origin,
  };
}

async function pages(me: Visitor, actor: Member) {
  const { workspaceId } = actor;
  const of = await fill({ actor, workspaceId, user: { id: actor.userId, email, name: "" }, cookie: "" });
  const shown: string[] = [];
  const see = async (address: string) => {
    const { text, status, headers } = await me.open(address);
    for (const kind of found(secrets, `${text}${JSON.stringify(headers)}`))
      shown.push(`${kind} at ${address} (${status})`);
  };
  for (const { path } of appRoutes())
    await see(addressOf(path, { ...of, member: actor.userId, auditExport: of.sent, auditEntry: of.sent }));
  for (const path of [
    "/nothing-here",
    "/api/health",
    "/api/ready",
    "/api/nothing",
    "/%00",
    "/campaigns/not-an-id",
  ])
    await see(path);
  // A cookie that is set again is on its way to the one who has it.
  expect(shown.filter((line) => !/cookie/.test(line))).toEqual([]);
}

async function everywhere() {
  const places: string[] = [];
  const note = (place: string, text: string) => {
    for (const kind of found(secrets, text)) places.push(`${kind} in ${place}`);
  };
  const personal: Canaries = new Map([
    [from, "IP address"],
    [userAgent, "user agent"],
  ]);
  const log = readFileSync(process.env.E2E_LOG ?? "", "utf8");
  note("the log", log);
  expect(found(personal, log), "in the log").toEqual([]);
  for (const code of codes) expect(log).not.toMatch(whole(code));

  let entries = 0;
  for await (const { table, text } of dump()) {
    note(table, text);
    if (table === "public.audit_events") {
      entries += text.split("\n").length;
      expect(found(personal, text), table).toEqual([]);
    }
    if (/audit_events|pgboss/.test(table))
      for (const code of codes) expect(text, table).not.toMatch(whole(code));
  }
  expect(entries).toBeGreaterThan(20);
  // Its links are made of a seed while it is sent; the rest of it, such as an address of a sign-in, is not kept for long either.
  const kept =
    await ownerSql()`select distinct deletion_seconds as seconds from pgboss.job where name in ('platform-mail', 'newcomer-mail')`;
  expect(kept.map(({ seconds }) => seconds)).toEqual([3600]);

  // The mailbox stands for people's own mail servers; the database's own files are looked through as they are, without spellings.
  for (const { path, mode, text } of files(process.env.DATA_DIR ?? "", /^mailbox(\/|$)/)) {
    const held = path.startsWith("database")
      ? [...secrets].filter(([value]) => text.includes(value)).map(([, kind]) => kind)
      : found(secrets, text);
    if (path === "secrets.json") {
      expect(mode).toBe(0o600);
      expect(held.sort()).toEqual(["AUTH_SECRET", "key of the ring", "password of the database's owner"]);
    } else for (const kind of held) places.push(`${kind} in the file ${path}`);
  }
  // What stands in a command line is read by every account of the machine.
  for (const line of commandLines()) note(`a command line: ${line.slice(0, 80)}`, line);
  expect([...new Set(places)]).toEqual([]);
}

/** Six digits that stand alone, not in a number, an id or a time. */
const whole = (code: string) => new RegExp(`(?<![\\w.])${code}(?!\\w)`);

function commandLines(): string[] {
  if (!existsSync("/proc/self/cmdline")) return [];
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return processes.map((id) => {
    try {
      return readFileSync(`/proc/${id}/cmdline`, "utf8");
    } catch {
      return ""; // it ended meanwhile
    }
  });
}
