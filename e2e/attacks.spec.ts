import { rememberDevice } from "#lib/account/sessions/device.ts";
import { cookieNames } from "#lib/web/cookies.ts";
import { asOwner, auditOf, makeUser, ownerSql, uniqueEmail } from "#testing/factories.ts";
import { fill, memberPages, openPages } from "#testing/filled.ts";
import { expect, test } from "./fixtures.ts";
import { formsOf, hiddenFieldsOf, sendForm } from "./support/forms.ts";
import { linkIn } from "./support/mailbox.ts";
import { givePassword, makeOwner, password } from "./support/owner.ts";
import { newNetwork, origin, type Question } from "./support/wire.ts";

const wrong = "a wrong one entirely";
const tooOften = /Too many attempts/;
const refused = "do not match";

const crossSite: Record<string, Question["headers"]> = {
  "no Origin": {},
  "Origin null": { origin: "null" },
  "another Origin": { origin: "https://evil.example" },
  "our Origin with another scheme": { origin: origin().replace("http:", "https:") },
  "Sec-Fetch-Site cross-site": { origin: origin(), "sec-fetch-site": "cross-site" },
  "Sec-Fetch-Site same-site": { origin: origin(), "sec-fetch-site": "same-site" },
  "Origin null from another site": { origin: "null", "sec-fetch-site": "cross-site" },
  "Sec-Fetch-Site none": { origin: origin(), "sec-fetch-site": "none" },
};

/** Tries one password as a browser of this network would. */
async function guesser() {
  const fields = await hiddenFieldsOf("/sign-in", "Sign in");
  return (email: string, typed: string, question: Question = {}) => {
    const { headers, ...rest } = question;
    const own = { origin: origin(), "sec-fetch-site": "same-origin" };
    return sendForm(
      "/sign-in",
      { ...fields, email, password: typed },
      { ...rest, headers: { ...own, ...headers } },
    );
  };
}

test("no form of any page does anything when another site sends it", {
  tag: ["@V3.5.1", "@V3.5.2", "@V3.5.3"],
}, async ({ owner }) => {
  test.slow();
  const cookie = `${cookieNames.session}=${owner.cookie}`;
  const of = await fill(owner);
  const before = await state(owner.user.id, owner.workspaceId);
  const through: string[] = [];
  let forms = 0;
  for (const [path] of [...memberPages(of), ...openPages]) {
    const member = memberPages(of).some(([each]) => each === path);
    for (const { fields, html } of await formsOf(path, member ? cookie : undefined)) {
      forms++;
      const typed = Object.fromEntries(
        [...html.matchAll(/<(?:input|textarea|select)[^>]*\bname="([^"$]+)"/g)].map(([, name]) => [
          name,
          "changed by another site",
        ]),
      );
      for (const [how, headers = {}] of Object.entries(crossSite)) {
        const { status } = await sendForm(path, { ...typed, ...fields }, { headers: { ...headers, cookie } });
        if (status !== 403) through.push(`${path} with ${how}: ${status}`);
      }
    }
  }
  expect(through).toEqual([]);
  expect(forms).toBeGreaterThan(80);
  expect(await state(owner.user.id, owner.workspaceId)).toEqual(before);

  const fields = await hiddenFieldsOf("/settings/profile", "Save name", cookie);
  const own = { origin: origin(), "sec-fetch-site": "same-origin", cookie };
  await sendForm("/settings/profile", { ...fields, name: "Changed by myself" }, { headers: own });
  expect(await state(owner.user.id, owner.workspaceId)).not.toEqual(before);
});

/**
 * What a form might have changed: every audit entry of the workspace and the person but the refusals and what jobs go on with by
 * themselves, and the person.
 */
async function state(userId: string, workspaceId: string) {
  const entries = (await auditOf(workspaceId))
    .filter(({ action, actor_kind: by }) => action !== "access.cross_site" && by !== "job")
    .map(({ action, result }) => `${action} ${result}`);
  const own = await ownerSql()`select action, result from audit_events
      where user_id = ${userId} and action <> 'access.cross_site' order by occurred_at, seq`;
  const [user] = await ownerSql()`select email, name, password_hash from users where id = ${userId}`;
  const live =
    await ownerSql()`select id from sessions where user_id = ${userId} and revoked_at is null order by id`;
  return { entries, own, user, live };
}

test("no sign-in, challenge or reset redirects to another site", {
  tag: "@V3.7.2",
}, async ({ mailbox }) => {
  const { user } = await makeOwner();
  await givePassword(user.id);
  const guess = await guesser();
  const request = await hiddenFieldsOf("/reset-password", "Mail me a link");
  await sendForm("/reset-password", { ...request, email: user.email }, { from: newNetwork() });
  const { pathname } = new URL(linkIn((await mailbox.messageTo(user.email)).text, "/reset-password/"));
  const elsewhere = ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"];
  for (const next of elsewhere) {
    const fields = await hiddenFieldsOf("/sign-in", "Sign in");
    const { status, headers } = await sendForm("/sign-in", { ...fields, email: user.email, password, next });
    expect(status).toBe(303);
    expect(URL.parse(headers.location ?? "", origin())?.origin, next).toBe(origin());
  }
  const { user: careful } = await makeOwner();
  await givePassword(careful.id);
  await asOwner((sql) => sql`update users set totp_enabled_at = now() where id = ${careful.id}`);
  for (const next of elsewhere) {
    const fields = await hiddenFieldsOf("/sign-in", "Sign in");
    const { headers } = await sendForm("/sign-in", { ...fields, email: careful.email, password, next });
    const place = new URL(headers.location ?? "", origin());
    expect([place.origin, place.pathname], next).toEqual([origin(), "/two-factor"]);
    const after = place.searchParams.get("next") ?? "/";
    expect(URL.parse(after, origin())?.origin, next).toBe(origin());
  }

  const fields = await hiddenFieldsOf(pathname, "Save new password");
  const { status, headers } = await sendForm(pathname, {
    ...fields,
    password: "Slow-rivers8 carry",
    next: "https://evil.example/",
  });
  expect([status, headers.location]).toEqual([303, "/sign-in"]);
  expect((await guess(user.email, "Slow-rivers8 carry")).status).toBe(303);
});

test("guesses at one account are counted together across networks", {
  tag: "@V6.3.1",
}, async () => {
  const { user } = await makeOwner();
  await givePassword(user.id);
  const guess = await guesser();
  for (let n = 0; n < 5; n++)
    expect((await guess(user.email, `${wrong} ${n}`, { from: newNetwork() })).text).toContain(refused);
  expect((await guess(user.email, wrong, { from: newNetwork() })).text).toMatch(tooOften);
  expect((await guess(user.email, password, { from: newNetwork() })).text).toMatch(tooOften);
});

test("guesses of one network are counted across accounts despite forged addresses", {
  tag: ["@V6.3.1", "@V6.3.2"],
}, async () => {
  test.slow();
  const guess = await guesser();
  const from = newNetwork();
  const forged = (n: number) => {
    const ip = `198.51.100.${n}`;
    const named = ["x-forwarded-for", "x-real-ip", "cf-connecting-ip", "true-client-ip", "x-mailneo-ip"];
    return { ...Object.fromEntries(named.map((name) => [name, ip])), forwarded: `for=${ip}` };
  };
  const known = await makeUser();
  await givePassword(known.id);
  for (let n = 0; n < 30; n++) {
    const email = n % 10 ? uniqueEmail("spread") : (await makeUser()).email;
    expect((await guess(email, wrong, { from, headers: forged(n) })).text, `guess ${n}`).toContain(refused);
  }
  expect((await guess(uniqueEmail("spread"), wrong, { from, headers: forged(31) })).text).toMatch(tooOften);
  expect((await guess(known.email, password, { from, headers: forged(32) })).text).toMatch(tooOften);
  expect((await guess(known.email, password, { from: newNetwork() })).status).toBe(303);
});

test("parallel guesses get no more tries than sequential ones", {
  tag: "@V6.3.1",
}, async () => {
  const { user } = await makeOwner();
  await givePassword(user.id);
  const guess = await guesser();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => guess(user.email, wrong, { from: newNetwork() })),
  );
  expect(answers.filter(({ text }) => text.includes(refused)).length).toBeLessThanOrEqual(5);
});

test("an attacker's guesses lock out neither a known browser nor a reset", {
  tag: "@V6.3.1",
}, async ({ page, mailbox }) => {
  const { user } = await makeOwner();
  await givePassword(user.id);
  const guess = await guesser();
  const first = await guess(user.email, password, { from: newNetwork() });
  const device = first.cookies.find((line) => line.startsWith(cookieNames.device))?.split(";")[0] ?? "";
  expect(device).not.toBe("");

  const stranger = newNetwork();
  for (let n = 0; n < 6; n++) await guess(user.email, wrong, { from: stranger });
  expect((await guess(user.email, password, { from: newNetwork() })).text).toMatch(tooOften);
  expect(
    (await guess(user.email, password, { from: newNetwork(), headers: { cookie: device } })).status,
  ).toBe(303);

  await page.goto("/reset-password");
  await page.getByLabel("Email address").fill(user.email);
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await expect(page.getByText("a link is on its way")).toBeVisible();
  const links = (await mailbox.messageTo(user.email)).text;
  await page.goto(linkIn(links, "/reset-password/"));
  await page.getByLabel("New password", { exact: true }).fill("Slow-rivers8 carry");
  await page.getByRole("button", { name: "Save new password" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.getByLabel("Email address").fill(user.email);
  await page.getByLabel("Password", { exact: true }).fill("Slow-rivers8 carry");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/dashboard$/);
});

test("an attacker's reset requests leave the owner a working link", {
  tag: "@V6.3.1",
}, async ({ mailbox }) => {
  const { user } = await makeOwner();
  await givePassword(user.id);
  const fields = await hiddenFieldsOf("/reset-password", "Mail me a link");
  const ask = () => sendForm("/reset-password", { ...fields, email: user.email }, { from: newNetwork() });
  for (let n = 0; n < 12; n++) await ask();
  expect((await ask()).text).toMatch(tooOften);
  const device = `${cookieNames.device}=${rememberDevice(null, user.id)}`;
  const own = { origin: origin(), "sec-fetch-site": "same-origin", cookie: device };
  const asked = await sendForm(
    "/reset-password",
    { ...fields, email: user.email },
    { from: newNetwork(), headers: own },
  );
  expect(asked.text).toContain("a link is on its way");
  await mailbox.messageTo(user.email, 13);
  const [{ open } = { open: 0 }] = await ownerSql()`select count(*)::int as open from email_tokens
    where user_id = ${user.id} and purpose = 'reset_password' and used_at is null and expires_at > now()`;
  expect(open).toBe(1);
});
