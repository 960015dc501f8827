import { cookieNames } from "#lib/web/cookies.ts";
import { sealSessionCookie } from "#lib/web/session-cookie.ts";
import { makeTwoFactor, makeUser, originsOf, ownerSql } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { expectAccessible } from "./support/accessible.ts";
import { hiddenFieldsOf, sendForm } from "./support/forms.ts";
import { givePassword, makeOwner, password, signIn } from "./support/owner.ts";
import { ask } from "./support/wire.ts";

const sessionHeader = (value: string) => ({ cookie: `${cookieNames.session}=${value}` });

test("a member signs in and lands on the page they asked for", async ({ page }) => {
  const { user } = await makeOwner();
  await givePassword(user.id);
  await page.goto("/newsletters?cursor=");
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fnewsletters/);
  await expect(page).toHaveTitle("Sign in · Mailneo");
  await expectAccessible(page);

  await page.getByLabel("Email address").fill(`  ${user.email.toUpperCase()} `);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByLabel("Password", { exact: true }).press("Enter");

  await expect(page).toHaveURL(/\/newsletters/);
  await expect(page.getByRole("heading", { level: 1, name: "Newsletters" })).toBeVisible();
});

test("session cookies are host-bound, HttpOnly and SameSite", {
  tag: ["@V3.3.1", "@V3.3.2", "@V3.3.4"],
}, async ({ page, context }) => {
  const { user } = await makeOwner();
  await givePassword(user.id);
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill(user.email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/dashboard$/);

  const days = (expires: number) => Math.round((expires - Date.now() / 1000) / 86_400);
  const kept = (await context.cookies()).sort((a, b) => a.name.localeCompare(b.name));
  expect(
    kept.map(({ value: _, expires, ...rest }) => ({ ...rest, days: days(expires) })),
    "two cookies, of this host only",
  ).toEqual([
    {
      name: "__Host-mn.device",
      domain: "localhost",
      path: "/",
      days: 365,
      httpOnly: true,
      secure: true,
      sameSite: "Strict",
    },
    {
      name: "__Host-mn.session",
      domain: "localhost",
      path: "/",
      days: 30,
      httpOnly: true,
      secure: true,
      sameSite: "Lax",
    },
  ]);
  expect(await page.evaluate(() => document.cookie)).toBe("");
});

test("a way back that leads to another site ends on the dashboard", { tag: "@V3.7.2" }, async () => {
  const owner = await makeOwner();
  const elsewhere = [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example/",
    "/%09/evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "\\\\evil.example",
    "/..//evil.example",
    "http:evil.example",
  ];
  const places = await Promise.all(
    elsewhere.map(async (next) => {
      const { headers } = await ask(`/sign-in?${new URLSearchParams({ next })}`, {
        headers: sessionHeader(owner.cookie),
      });
      return URL.parse(headers.location ?? "missing", process.env.E2E_BASE_URL)?.origin;
    }),
  );
  expect(new Set(places)).toEqual(new Set([process.env.E2E_BASE_URL]));
  const home = await ask("/sign-in?next=%2Fcontacts%3Fsearch%3Da", { headers: sessionHeader(owner.cookie) });
  expect(home.headers.location).toMatch(/\/contacts\?search=a$/);
});

test("a wrong password and an unknown address get the same answer", { tag: "@V6.3.8" }, async ({ page }) => {
  const { user } = await makeOwner();
  await givePassword(user.id);
  await page.goto("/sign-in");
  const told: string[] = [];
  for (const email of [user.email, `nobody.${user.email}`]) {
    await page.getByLabel("Email address").fill(email);
    await page.getByLabel("Password", { exact: true }).fill("a wrong one entirely");
    await page.getByRole("button", { name: "Sign in" }).click();
    const alert = page.getByRole("alert").filter({ hasText: "password" });
    await expect(alert).toBeVisible();
    await expect(page.getByRole("button", { name: "Sign in" })).toBeEnabled();
    told.push((await alert.textContent()) ?? "");
    await expect(page.getByLabel("Email address")).toHaveValue(email);
    await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");
  }
  expect(told).toEqual(Array(2).fill("That email address and password do not match."));
  await expectAccessible(page);
});

test("guessing slows down with a stated wait, also for right passwords", { tag: "@V6.3.1" }, async ({
  page,
}) => {
  const { user } = await makeOwner();
  await givePassword(user.id);
  const fields = await hiddenFieldsOf("/sign-in", "Sign in");
  const guess = (word: string) => sendForm("/sign-in", { ...fields, email: user.email, password: word });
  for (let tries = 0; tries < 5; tries++)
    expect((await guess("not this one")).text).toContain("do not match");

  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill(user.email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText(/^Too many attempts\. Try again in (a minute|\d+ seconds)\.$/)).toBeVisible();
  await expect(page).toHaveURL(/\/sign-in/);
});

test("signing out ends the session, so its cookie opens nothing", {
  tag: "@V7.4.1",
}, async ({ page, context, owner }) => {
  await page.goto("/dashboard");
  await page.getByRole("button", { name: /account menu/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in\?signed-out/);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expect(page.getByText("You are signed out.")).toBeVisible();
  expect((await context.cookies()).map(({ name }) => name)).not.toContain(cookieNames.session);

  const left = await ask("/sign-in?signed-out");
  expect(left.headers["clear-site-data"]).toBe('"cache", "storage"');

  const replayed = await ask("/dashboard", { headers: sessionHeader(owner.cookie) });
  expect([replayed.status, replayed.headers.location]).toEqual([307, "/sign-in?next=%2Fdashboard"]);
  const [entry] =
    await ownerSql()`select result from audit_events where chain_id = ${owner.user.id} and action = 'session.sign_out'`;
  expect(entry?.result).toBe("done");
});

test("signing in makes a new session and ends the browser's old one", { tag: "@V7.2.4" }, async ({
  page,
  context,
  owner,
}) => {
  const other = await makeOwner();
  await givePassword(other.user.id);
  const fields = await hiddenFieldsOf("/sign-in", "Sign in");
  const answer = await sendForm(
    "/sign-in",
    { ...fields, email: other.user.email, password },
    {
      headers: {
        ...sessionHeader(owner.cookie),
        "sec-fetch-site": "same-origin",
        origin: process.env.E2E_BASE_URL,
      },
    },
  );
  expect(answer.status).toBe(303);
  const fresh =
    /__Host-mn\.session=([^;]+)/.exec(answer.cookies.find((line) => /session=[^;]/.test(line)) ?? "")?.[1] ??
    "";
  expect(fresh).not.toBe(owner.cookie);

  await page.goto("/dashboard");
  await expect(page, "the session from before is over").toHaveURL(/\/sign-in/);
  await signIn(context, { cookie: fresh });
  await page.goto("/settings/profile");
  await expect(page.getByText(other.user.email).filter({ visible: true }).first()).toBeVisible();
});

test("the last factor gives one session cookie and ends planted ones", {
  tag: ["@V6.3.3", "@V7.2.1", "@V7.2.4"],
}, async ({ owner: attacker }) => {
  const { user } = await makeOwner();
  await givePassword(user.id);
  const { codes } = await makeTwoFactor(user.id);
  const origin = process.env.E2E_BASE_URL;
  const send = (path: string, fields: Record<string, string>, cookie: string) =>
    sendForm(path, fields, { headers: { cookie, origin, "sec-fetch-site": "same-origin" } });
  const given = (answer: { cookies: string[] }, name: string) =>
    answer.cookies.flatMap((line) => new RegExp(`^${name}=([^;]+)`).exec(line)?.[1] ?? []);
  const planted = `${cookieNames.session}=${attacker.cookie}`;

  const form = await hiddenFieldsOf("/sign-in", "Sign in");
  const first = await send("/sign-in", { ...form, email: user.email, password }, planted);
  expect(given(first, cookieNames.session), "no session before the last factor").toEqual([]);
  const pending = `${cookieNames.pending}=${given(first, cookieNames.pending)[0]}`;
  expect((await ask("/dashboard", { headers: { cookie: pending } })).status).toBe(307);

  const step = await hiddenFieldsOf("/two-factor?with=recovery-code", "Sign in", pending);
  const proof = { ...step, code: codes[0] ?? "" };
  const second = await send("/two-factor", proof, `${pending}; ${planted}`);
  const [fresh, ...more] = given(second, cookieNames.session);
  expect(more).toEqual([]);
  expect((await ask("/dashboard", { headers: sessionHeader(fresh ?? "") })).status).toBe(200);
  expect((await ask("/dashboard", { headers: { cookie: planted } })).status, "the planted one").toBe(307);

  for (const code of codes.slice(0, 2)) {
    const again = await send("/two-factor", { ...step, code }, pending);
    expect(given(again, cookieNames.session), "the waiting sign-in replayed").toEqual([]);
  }
  expect(
    await ownerSql()`select 1 from sessions where user_id = ${user.id} and created_at > now() - interval '1 minute'
    and amr @> '{mfa}'`,
  ).toHaveLength(1);
});

test("forged, pending and mixed cookies open nothing", {
  tag: "@V7.2.1",
}, async () => {
  const [one, two] = [await makeOwner(), await makeOwner()];
  const jwt = (text: object) => Buffer.from(JSON.stringify(text)).toString("base64url");
  const flipped = `${one.cookie.slice(0, -2)}${one.cookie.endsWith("AA") ? "BB" : "AA"}`;
  const { sid } = await sidOf(one.cookie);
  const forged: Record<string, string> = {
    nothing: "",
    "not a token": `${cookieNames.session}=hello`,
    "a flipped character": `${cookieNames.session}=${flipped}`,
    "alg none": `${cookieNames.session}=${jwt({ alg: "none" })}.${jwt({ sub: one.user.id, sid })}.`,
    "somebody else's sid": `${cookieNames.session}=${await sealSessionCookie({ sub: two.user.id, sid })}`,
    "a sid made up": `${cookieNames.session}=${await sealSessionCookie({ sub: one.user.id, sid: "made-up" })}`,
    "a pending second factor": `${cookieNames.pending}=${one.cookie}`,
    "without its prefix": `mn.session=${one.cookie}`,
    "Auth.js's own name": `__Secure-authjs.session-token=${one.cookie}; authjs.session-token=${one.cookie}`,
    "very long": `${cookieNames.session}=${"a".repeat(4000)}`,
  };
  const opened = await Promise.all(
    Object.entries(forged).map(async ([what, cookie]) => {
      const { status, headers } = await ask("/dashboard", { headers: cookie ? { cookie } : {} });
      return status === 307 && headers.location?.includes("/sign-in?next=%2Fdashboard")
        ? null
        : `${what}: ${status}`;
    }),
  );
  expect(opened.filter(Boolean)).toEqual([]);
  expect((await ask("/dashboard", { headers: sessionHeader(one.cookie) })).status).toBe(200);
  const bearer = await ask("/dashboard", { headers: { authorization: `Bearer ${one.cookie}` } });
  expect(bearer.status).toBe(307);
});

test("the address in the log is the caller's own, whatever headers say", { tag: "@V4.1.3" }, async () => {
  const user = await makeUser();
  const fields = await hiddenFieldsOf("/sign-in", "Sign in");
  const said = "198.51.100.77";
  const answer = await sendForm(
    "/sign-in",
    { ...fields, email: user.email, password: "whatever it was" },
    {
      headers: {
        origin: process.env.E2E_BASE_URL,
        "sec-fetch-site": "same-origin",
        "x-forwarded-for": said,
        "x-real-ip": said,
        forwarded: `for=${said}`,
        "true-client-ip": said,
        "cf-connecting-ip": said,
        "x-mailneo-ip": said,
        "x-mailneo-edge": "guessed",
        x_forwarded_for: said,
        "x-request-id": "chosen-by-me-1234",
      },
    },
  );
  expect(answer.text).toContain("do not match");
  const origins = await originsOf(user.id, "session.sign_in");
  expect(origins).toEqual([{ ip: "127.0.0.1" }]);
  const [entry] =
    await ownerSql()`select request_id from audit_events where target = ${user.id} and action = 'session.sign_in'`;
  expect(entry?.request_id).not.toBe("chosen-by-me-1234");
});

async function sidOf(cookie: string) {
  const { openSessionCookie } = await import("#lib/web/session-cookie.ts");
  const opened = await openSessionCookie(cookie);
  if (!opened) throw new Error("This cookie does not open.");
  return opened;
}
