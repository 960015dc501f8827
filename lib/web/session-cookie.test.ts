import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { decode, encode } from "next-auth/jwt";
import { env } from "#lib/env.ts";
import { cookieNames, SESSION_SECONDS } from "./cookies.ts";
import { openSessionCookie, sealSessionCookie } from "./session-cookie.ts";

const salt = cookieNames.session;
const secret = env().AUTH_SECRETS[0];
const mine = () => ({ sub: randomUUID(), sid: "s".repeat(43) });

test("what was sealed opens again, and nothing of it can be read", async () => {
  const session = mine();
  const cookie = await sealSessionCookie(session);

  expect(await openSessionCookie(cookie)).toEqual({ ...session, issuedAt: expect.any(Number) });
  expect(cookie.length).toBeLessThan(700);
  for (const part of cookie.split("."))
    expect(Buffer.from(part, "base64url").toString("latin1")).not.toContain(session.sid);
});

test("the cookie holds person, session id and time only", async () => {
  const token = await decode({
    token: await sealSessionCookie({ ...mine(), role: "owner" } as never),
    secret,
    salt,
  });
  expect(Object.keys(token ?? {}).sort()).toEqual(["exp", "iat", "jti", "sid", "sub"]);
});

test("a cookie made with another secret opens nothing", { tag: "@V9.1.1" }, async () => {
  const cookie = await encode({ token: mine(), secret: "x".repeat(40), salt, maxAge: 3600 });
  expect(await openSessionCookie(cookie)).toBeNull();
});

test("a token made for another cookie opens nothing", { tag: "@V9.2.2" }, async () => {
  const cookie = await encode({ token: mine(), secret, salt: cookieNames.device, maxAge: 3600 });
  expect(await openSessionCookie(cookie)).toBeNull();
});

test("a cookie under a former secret opens and is resealed", async () => {
  const session = mine();
  const old = await encode({ token: session, secret: ["old".repeat(14), secret], salt, maxAge: 3600 });
  expect(await decode({ token: old, secret: [secret, "old".repeat(14)], salt })).toMatchObject(session);
});

test("an expired cookie opens nothing", { tag: "@V9.2.1" }, async () => {
  const cookie = await encode({ token: mine(), secret, salt, maxAge: -60 });
  expect(await openSessionCookie(cookie)).toBeNull();
  expect(SESSION_SECONDS).toBe(30 * 24 * 3600);
});

test("any changed character opens nothing", { tag: "@V9.1.1" }, async () => {
  const cookie = await sealSessionCookie(mine());
  for (let at = 0; at < cookie.length; at += 7) {
    const other = cookie[at] === "A" ? "B" : "A";
    expect(
      await openSessionCookie(cookie.slice(0, at) + other + cookie.slice(at + 1)),
      `at ${at}`,
    ).toBeNull();
  }
});

test("unsigned tokens and other shapes open nothing", { tag: "@V9.1.2" }, async () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const forged = [
    undefined,
    "",
    "a.b.c.d.e",
    `${part({ alg: "none" })}.${part(mine())}.`,
    `${part({ alg: "HS256" })}.${part(mine())}.AAAA`,
    "x".repeat(100_000),
    await encode({ token: { sub: randomUUID() }, secret, salt, maxAge: 60 }),
    await encode({ token: { sub: 1, sid: ["x"] } as never, secret, salt, maxAge: 60 }),
  ];
  for (const cookie of forged) expect(await openSessionCookie(cookie)).toBeNull();
});

test("boundary: one function seals the session cookie for all uses", () => {
  const root = new URL("../../", import.meta.url);
  const sources = ["app", "components", "lib"]
    .flatMap((folder) =>
      readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" }).map(
        (name) => `${folder}/${name}`,
      ),
    )
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file));
  const having = (words: RegExp) =>
    [...sources, "proxy.ts"].filter((file) => words.test(readFileSync(new URL(file, root), "utf8"))).sort();

  expect(having(/from "next-auth\/jwt"|\bencode\(\{/)).toEqual(["lib/web/session-cookie.ts"]);
  expect(having(/sealSessionCookie/)).toEqual(["lib/web/next-auth.ts", "lib/web/session-cookie.ts"]);
  expect(having(/from "next-auth"/)).toEqual(["lib/web/next-auth.ts"]);
  expect(having(/\bset\(cookieNames\.session,/), "which takes it off").toEqual(["lib/web/next-auth.ts"]);
});
