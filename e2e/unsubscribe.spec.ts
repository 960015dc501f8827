import { linkKey } from "#lib/core/vault/link-key.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import { cookieNames } from "#lib/web/cookies.ts";
import { makeCampaign, makeContacts, makeDelivery, makeNewsletter, ownerSql } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { expectAccessible } from "./support/accessible.ts";
import { hiddenFieldsOf, sendForm } from "./support/forms.ts";
import { oneClick, scanners } from "./support/links.ts";
import { makeOwner } from "./support/owner.ts";
import { fingerprints } from "./support/rows.ts";
import { ask, origin } from "./support/wire.ts";

test("one-click works in both encodings without redirect, cookie or disclosure", {
  tag: ["@OC3", "@OC4", "@OC5"],
}, async () => {
  const { workspaceId, links } = await makeReaders(8);
  const cookie = `${cookieNames.session}=${(await makeOwner()).cookie}`;
  const [a, b, c, d, e, f, g, h] = links.map(({ token }) => token) as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const answers = await Promise.all([
    oneClick(a, "form"),
    oneClick(b, "multipart"),
    oneClick(`${c}/`, "form"),
    oneClick(d, "form", { cookie, authorization: "Bearer nobody" }),
    oneClick(e, "form", {
      origin: "https://mail.example",
      referer: "https://mail.example/inbox",
      "sec-fetch-site": "cross-site",
    }),
    oneClick(f, "form", { origin: "null", "user-agent": "" }),
    oneClick(g, "form", { "content-type": "application/x-www-form-urlencoded; charset=utf-8" }),
    oneClick(h, "multipart", { accept: "text/html", "accept-language": "de", "x-forwarded-proto": "http" }),
  ]);
  expect(answers.map(({ status, headers, cookies }) => [status, headers.location ?? null, cookies])).toEqual(
    answers.map(() => [200, null, []]),
  );
  const rows =
    await ownerSql()`select email, reason, source from suppressions where workspace_id = ${workspaceId}`;
  expect(rows.map(({ email, reason, source }) => [email, reason, source]).sort()).toEqual(
    links.map(({ email }) => [email, "unsubscribed", "one_click"]).sort(),
  );
});

test("a signed-in owner's cookie changes nothing about a one-click request", {
  tag: "@OC5",
}, async () => {
  const owner = await makeOwner();
  const { workspaceId, links } = await makeReaders(1, owner.workspaceId);
  const { email = "", token = "" } = links[0] ?? {};
  const other = await makeReaders(1);
  const mine = { cookie: `${cookieNames.session}=${owner.cookie}` };
  expect((await oneClick(token, "form", mine)).status).toBe(200);
  expect((await oneClick(other.links[0]?.token ?? "", "form", mine)).status).toBe(200);

  const entries =
    await ownerSql()`select actor_kind, user_id from audit_events where workspace_id in (${workspaceId}, ${other.workspaceId})
    and action = 'contact.unsubscribe'`;
  expect(entries.map((row) => [row.actor_kind, row.user_id])).toEqual([
    ["subscriber", null],
    ["subscriber", null],
  ]);
  const rows = await ownerSql()`select email from suppressions where workspace_id = ${workspaceId}`;
  expect(rows.map((row) => row.email)).toEqual([email]);
  const page = await ask("/dashboard", { headers: mine });
  expect(page.status, "the owner is still signed in").toBe(200);
});

test("a changed link opens nothing, and no link reaches another recipient", {
  tag: "@OC6",
}, async () => {
  const { workspaceId, links } = await makeReaders(2);
  const token = links[0]?.token ?? "";
  const target = { workspaceId, id: links[0]?.deliveryId ?? "" };
  const before = await fingerprints(workspaceId);
  const flipped = [...token].map(
    (letter, at) => `${token.slice(0, at)}${letter === "A" ? "B" : "A"}${token.slice(at + 1)}`,
  );
  const mangled = [
    ...flipped.filter((each) => each !== token),
    token.slice(0, -1),
    `${token}A`,
    token.toLowerCase(),
    `${token}=`,
    `${token}%00`,
    signLink(await linkKey(), "confirm", target),
    signLink(Buffer.alloc(32, 7), "unsubscribe", target),
  ];
  const answers = await Promise.all(mangled.map((each) => oneClick(each)));
  const taken = answers
    .map(({ status }, at) => [status, mangled[at]])
    .filter(([status]) => status !== 404 && status !== 400);
  expect(taken).toEqual([]);
  const pages = await Promise.all(mangled.slice(0, 10).map((each) => ask(`/unsubscribe/${each}`)));
  expect(pages.filter(({ text }) => !text.includes("This link does not work"))).toEqual([]);
  expect(await fingerprints(workspaceId)).toEqual(before);

  await oneClick(token);
  const rows = await ownerSql()`select email from suppressions where workspace_id = ${workspaceId}`;
  expect(rows.map(({ email }) => email)).toEqual([links[0]?.email]);
  expect(decodeURIComponent(token)).not.toContain("@");
});

test("twenty presses at once, and a hundred later, leave one row", { tag: "@OC7" }, async () => {
  const { workspaceId, links } = await makeReaders(1);
  const token = links[0]?.token ?? "";
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) => oneClick(token, n % 2 ? "multipart" : "form")),
  );
  for (let more = 0; more < 5; more++)
    answers.push(...(await Promise.all(Array.from({ length: 16 }, () => oneClick(token)))));
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  const [rows] = await ownerSql()`select
    (select count(*)::int from suppressions where workspace_id = ${workspaceId}) as suppressions,
    (select count(*)::int from consents where workspace_id = ${workspaceId} and kind = 'withdrawal') as withdrawals`;
  expect(rows).toEqual({ suppressions: 1, withdrawals: 1 });
});

test("a POST without the RFC 8058 pair goes to the page", { tag: "@OC8" }, async () => {
  const { workspaceId, links } = await makeReaders(1);
  const token = links[0]?.token ?? "";
  const before = await fingerprints(workspaceId);
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const bodies: [string, Record<string, string>][] = [
    ["", {}],
    ["", form],
    ["List-Unsubscribe=", form],
    ["List-Unsubscribe=one-click", form],
    ["list-unsubscribe=One-Click", form],
    ["Unsubscribe=One-Click", form],
    ['{"List-Unsubscribe":"One-Click"}', { "content-type": "application/json" }],
    ["List-Unsubscribe=One-Click", { "content-type": "text/plain" }],
    ["--x\r\nnot a form", { "content-type": "multipart/form-data; boundary=x" }],
  ];
  const answers = await Promise.all(
    bodies.map(([body, headers]) => ask(`/api/unsubscribe/${token}`, { method: "POST", body, headers })),
  );
  expect(answers.map(({ status, headers }) => [status, headers.location])).toEqual(
    bodies.map(() => [303, `/unsubscribe/${token}`]),
  );
  expect(await fingerprints(workspaceId)).toEqual(before);
});

test("GET, HEAD and OPTIONS by scanners and browsers change nothing", {
  tag: "@OC9",
}, async ({ page }) => {
  const { workspaceId, links } = await makeReaders(1);
  const token = links[0]?.token ?? "";
  const before = await fingerprints(workspaceId);
  const looks = Array.from({ length: 50 }, (_, n) => {
    const headers = { "user-agent": scanners[n % scanners.length] ?? "" };
    const method = ["GET", "GET", "HEAD", "OPTIONS"][n % 4] ?? "GET";
    return [
      ask(`/unsubscribe/${token}`, { method, headers }),
      ask(`/api/unsubscribe/${token}?x=${n}`, { method, headers }),
    ];
  });
  const answers = await Promise.all(looks.flat());
  expect(answers.filter(({ status, cookies }) => status >= 500 || cookies.length > 0)).toEqual([]);
  const get = await ask(`/api/unsubscribe/${token}`);
  expect([get.status, get.headers.location]).toEqual([303, `/unsubscribe/${token}`]);
  for (const method of ["PUT", "DELETE", "PATCH"])
    expect((await ask(`/api/unsubscribe/${token}`, { method })).status).toBe(405);

  await page.goto(`/unsubscribe/${token}`, { waitUntil: "networkidle" });
  await page.getByRole("button", { name: "Unsubscribe from The Weekly Engine" }).hover();
  await page.goBack();
  await page.goForward({ waitUntil: "networkidle" });
  expect(await fingerprints(workspaceId)).toEqual(before);
});

test("one page and one press end one newsletter or all", {
  tag: ["@OC10", "@CS2", "@CS6"],
}, async ({ page, context }) => {
  const { workspaceId, links } = await makeReaders(2);
  const [one, all] = links.map(({ token }) => token);
  await page.goto(`/unsubscribe/${one}`);
  await expect(page).toHaveTitle("Unsubscribe · Analytical Engines");
  await expect(page.getByRole("textbox")).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Unsubscribe from The Weekly Engine" }).click();
  await expect(
    page.getByRole("heading", { name: "You are unsubscribed from The Weekly Engine" }),
  ).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Stop all mail from Analytical Engines" }).click();
  await expect(page.getByRole("heading", { name: "You are unsubscribed", exact: true })).toBeVisible();
  await expectAccessible(page);

  await page.goto(`/unsubscribe/${all}`);
  await page.getByRole("button", { name: "Stop all mail from Analytical Engines" }).click();
  await expect(page.getByRole("heading", { name: "You are unsubscribed", exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "You are unsubscribed", exact: true })).toBeVisible();
  expect(await context.cookies()).toEqual([]);

  const rows = await ownerSql()`select email, newsletter_id is null as everything, source from suppressions
    where workspace_id = ${workspaceId} and lifted_at is null`;
  expect(rows.map(({ email, everything, source }) => [email, everything, source]).sort()).toEqual(
    [
      [links[0]?.email, false, "unsubscribe_page"],
      [links[0]?.email, true, "unsubscribe_page"],
      [links[1]?.email, true, "unsubscribe_page"],
    ].sort(),
  );
});

test("a mistake is taken back, and a reason given, on the page", {
  tag: ["@CS2", "@GD1"],
}, async ({ page, owner }) => {
  const { links } = await makeReaders(1, owner.workspaceId);
  const path = `/unsubscribe/${links[0]?.token}`;
  const scripts: string[] = [];
  page.on("request", (request) => request.resourceType() === "script" && scripts.push(request.url()));
  await page.goto(path);
  await page.getByRole("button", { name: "Stop all mail from Analytical Engines" }).click();
  await page.getByRole("button", { name: "Put me back on The Weekly Engine" }).click();
  await expect(page.getByRole("heading", { name: "You are back on The Weekly Engine" })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("button", { name: "Unsubscribe from The Weekly Engine" }).click();
  await page.getByLabel("Too many messages").check();
  await page.getByLabel("Anything to add?").fill("Weekly would do.");
  await page.getByRole("button", { name: "Send reason" }).click();
  await expect(page.getByText("Analytical Engines sees your reason.")).toBeVisible();
  await expectAccessible(page);
  expect(scripts).toEqual([]);

  const [contact] = await ownerSql()`select id from contacts where email = ${links[0]?.email ?? ""}`;
  await page.goto(`/contacts/${contact?.id}`);
  await expect(page.getByText("“Weekly would do.”")).toBeVisible();
});

test("an old link works after its contact and newsletter are gone", {
  tag: ["@OC13", "@CS1", "@CA5"],
}, async ({ page }) => {
  const { workspaceId, links } = await makeReaders(2);
  const [first, second] = links;
  await ownerSql().begin(async (sql) => {
    await sql`select audit_append(new_id(), null, null, 'job', 'stories', 'test.make', 'done', null, '{}', null, null, 'stories')`;
    await sql`update newsletters set archived_at = now() where workspace_id = ${workspaceId}`;
    await sql`delete from contacts where workspace_id = ${workspaceId}`;
  });
  expect((await oneClick(first?.token ?? "")).status).toBe(200);
  await page.goto(`/unsubscribe/${second?.token}`);
  await page
    .getByRole("button", { name: /^(Unsubscribe from|Stop all mail)/ })
    .first()
    .click();
  await expect(page.getByRole("heading", { name: /^You are unsubscribed/ })).toBeVisible();
  const rows =
    await ownerSql()`select count(*)::int as n from suppressions where workspace_id = ${workspaceId}`;
  expect(rows[0]?.n).toBe(2);
});

test("the page's button is refused from other sites, allowed without Origin", {
  tag: "@V3.5.1",
}, async () => {
  const { workspaceId, links } = await makeReaders(1);
  const path = `/unsubscribe/${links[0]?.token}`;
  const fields = await hiddenFieldsOf(path, "Unsubscribe from");
  const before = await fingerprints(workspaceId);
  const cross = await sendForm(path, fields, {
    headers: { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
  });
  expect(cross.status).toBe(403);
  expect(await fingerprints(workspaceId)).toEqual(before);

  // The page asks for no referrer, so browsers send its form with “Origin: null”.
  const own = await sendForm(path, fields, { headers: { origin: "null", "sec-fetch-site": "same-origin" } });
  expect([own.status, URL.parse(own.headers.location ?? "", origin())?.pathname]).toEqual([303, path]);
  const rows = await ownerSql()`select source from suppressions where workspace_id = ${workspaceId}`;
  expect(rows.map(({ source }) => source)).toEqual(["unsubscribe_page"]);
});

/** Readers who got a campaign, each with the token of their copy's link. */
async function makeReaders(count: number, workspace?: string) {
  const workspaceId = workspace ?? (await makeOwner()).workspaceId;
  const newsletter = await makeNewsletter(workspaceId);
  const campaign = await makeCampaign(workspaceId, { newsletterId: newsletter.id });
  const contacts = await makeContacts(workspaceId, count, newsletter.id);
  const key = await linkKey();
  const links = await Promise.all(
    contacts.map(async ({ id, email }) => {
      const delivery = await makeDelivery(workspaceId, campaign.id, id);
      return {
        email,
        deliveryId: delivery.id,
        token: signLink(key, "unsubscribe", { workspaceId, ...delivery }),
      };
    }),
  );
  return { workspaceId, links };
}
