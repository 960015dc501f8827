import { cookieNames } from "#lib/web/cookies.ts";
import { ownerSql } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { hiddenFieldsOf, sendForm } from "./support/forms.ts";
import { givePassword, makeOwner, password } from "./support/owner.ts";
import { ask, origin } from "./support/wire.ts";

const attacks = (): Record<string, Record<string, string>> => ({
  "no Origin and no Sec-Fetch-Site": {},
  "Origin: null": { origin: "null" },
  "another site's Origin": { origin: "https://evil.example" },
  "our name as the start of another": { origin: `${origin()}.evil.example` },
  "our host on another scheme": { origin: origin().replace("http:", "https:") },
  "our host on another port": { origin: "http://localhost:1" },
  "Sec-Fetch-Site: cross-site with our Origin": { origin: origin(), "sec-fetch-site": "cross-site" },
  "Sec-Fetch-Site: same-site with our Origin": { origin: origin(), "sec-fetch-site": "same-site" },
  "Sec-Fetch-Site: none with our Origin": { origin: origin(), "sec-fetch-site": "none" },
  "another site that names itself as the host": {
    origin: "https://evil.example",
    "x-forwarded-host": "evil.example",
  },
  "Origin: null, cross-site": { origin: "null", "sec-fetch-site": "cross-site" },
});

test("a form sent from another site changes nothing, whichever way it hides", {
  tag: "@V3.5.1",
}, async () => {
  const owner = await makeOwner();
  const cookie = `${cookieNames.session}=${owner.cookie}`;
  const fields = await hiddenFieldsOf("/newsletters/new", "Create newsletter", cookie);
  const passed: string[] = [];
  for (const [what, headers] of Object.entries(attacks())) {
    const answer = await sendForm(
      "/newsletters/new",
      { ...fields, name: what, description: "" },
      { headers: { cookie, ...headers } },
    );
    if (answer.status !== 403) passed.push(`${what}: ${answer.status}`);
  }
  expect(passed).toEqual([]);
  const made = () => ownerSql()`select name from newsletters where workspace_id = ${owner.workspaceId}`;
  expect(await made()).toEqual([]);

  const own = await sendForm(
    "/newsletters/new",
    { ...fields, name: "Sent from here", description: "" },
    {
      headers: { cookie, origin: origin(), "sec-fetch-site": "same-origin" },
    },
  );
  const old = await sendForm(
    "/newsletters/new",
    { ...fields, name: "From a browser without Sec-Fetch", description: "" },
    {
      headers: { cookie, origin: origin() },
    },
  );
  expect([own.status, old.status], "the same form from this site").toEqual([303, 303]);
  expect((await made()).map(({ name }) => name).sort()).toEqual([
    "From a browser without Sec-Fetch",
    "Sent from here",
  ]);
});

test("another site cannot sign somebody in as the attacker", { tag: "@V3.5.1" }, async () => {
  const { user } = await makeOwner();
  await givePassword(user.id);
  const fields = await hiddenFieldsOf("/sign-in", "Sign in");
  const answers = await Promise.all(
    Object.values(attacks()).map((headers) =>
      sendForm("/sign-in", { ...fields, email: user.email, password }, { headers }),
    ),
  );
  expect(answers.filter(({ status, cookies }) => status !== 403 || cookies.length > 0)).toEqual([]);
});

test("a replayed script call from another site is refused as well", { tag: "@V3.5.1" }, async ({
  page,
  owner,
}) => {
  await page.goto("/settings/workspace");
  await page.getByLabel("Name", { exact: true }).fill("Difference Engines");
  const [request] = await Promise.all([
    page.waitForRequest((each) => each.method() === "POST"),
    page.getByRole("button", { name: "Save workspace" }).click(),
  ]);
  await expect(page.getByRole("status").filter({ hasText: /\S/ }).first()).toBeVisible();
  const body = request.postDataBuffer() ?? Buffer.alloc(0);
  const {
    "next-action": action = "",
    "content-type": type = "",
    "next-router-state-tree": tree = "",
  } = await request.allHeaders();
  const replay = (headers: Record<string, string>) =>
    ask("/settings/workspace", {
      method: "POST",
      body: Buffer.from(body.toString("latin1").replace("Difference Engines", "Taken over by me"), "latin1"),
      headers: {
        "next-action": action,
        "content-type": type,
        "next-router-state-tree": tree,
        cookie: `${cookieNames.session}=${owner.cookie}`,
        ...headers,
      },
    });
  expect(action).not.toBe("");
  const statuses = await Promise.all(
    Object.values(attacks()).map(async (headers) => (await replay(headers)).status),
  );
  expect(new Set(statuses)).toEqual(new Set([403]));
  const nameNow = async () =>
    (await ownerSql()`select name from workspaces where id = ${owner.workspaceId}`)[0]?.name;
  expect(await nameNow()).toBe("Difference Engines");

  await replay({ origin: origin(), "sec-fetch-site": "same-origin" });
  expect(await nameNow(), "the replay itself works from this site").toBe("Taken over by me");
});

test("GHSA-f82v-jwr5-mffw GHSA-267c-6grr-h53f middleware-bypass headers lead to sign-in", async () => {
  const five = (word: string) => Array(5).fill(word).join(":");
  const forms: [string, Record<string, string>][] = [
    ["/dashboard", { "x-middleware-subrequest": "middleware" }],
    ["/dashboard", { "x-middleware-subrequest": five("middleware") }],
    ["/dashboard", { "x-middleware-subrequest": five("src/middleware") }],
    ["/dashboard", { "x-middleware-subrequest": five("proxy") }],
    ["/dashboard", { "x-middleware-subrequest": "pages/_middleware" }],
    ["/dashboard", { x_middleware_subrequest: five("proxy") }],
    ["/dashboard", { "x-middleware-subrequest-id": "1", "x-middleware-next": "1" }],
    ["/dashboard", { "x-middleware-rewrite": "/", "x-middleware-override-headers": "cookie" }],
    ["/dashboard?_rsc=1", { rsc: "1", "next-router-prefetch": "1" }],
    ["/dashboard?_rsc=1", { rsc: "1", "next-router-segment-prefetch": "/_tree" }],
    ["/dashboard", { "x-matched-path": "/", "x-invoke-path": "/" }],
    ["/dashboard", { "x-nextjs-data": "1" }],
    ["/dashboard?nxtPid=1&nxtPtoken=1", {}],
    ["/DASHBOARD", {}],
    ["/dashboard/", {}],
    ["//dashboard", {}],
    ["/dashboard.rsc", {}],
    ["/%64ashboard", {}],
    ["/_next/data/x/dashboard.json", {}],
    ["/contacts/../dashboard", {}],
  ];
  const opened = await Promise.all(
    forms.map(async ([path, headers]) => {
      const { status, text } = await ask(path, { headers });
      return status === 200 || /Next steps|Suppressed addresses/.test(text)
        ? `${path} ${JSON.stringify(headers)}: ${status}`
        : null;
    }),
  );
  expect(opened.filter(Boolean)).toEqual([]);
});

test("GHSA-2xp9-vwfh-vxw4 unused routes, methods and foreign hosts are refused", async () => {
  const auth = [
    "",
    "/session",
    "/csrf",
    "/providers",
    "/signin",
    "/signin/session",
    "/callback/session",
    "/signout",
    "/error",
  ];
  const doors = await Promise.all([
    ...auth.flatMap((path) => [
      ask(`/api/auth${path}`),
      ask(`/api/auth${path}`, { method: "POST", body: "userId=x&sid=x" }),
    ]),
    ask("/_next/image?url=%2Ficon.svg&w=640&q=75"),
    ask("/_next/image?url=http%3A%2F%2F127.0.0.1%3A1%2F&w=640&q=75"),
  ]);
  expect(doors.map(({ status }) => status)).toEqual(Array(doors.length).fill(404));
  expect(doors.flatMap(({ cookies }) => cookies)).toEqual([]);
  expect((await ask("/", { method: "TRACE" })).status).toBe(405);
  expect((await ask("/sign-in", { headers: { host: "evil.example" } })).status).toBe(421);
  const misled = await ask("/dashboard", {
    headers: {
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "https",
      location: "https://evil.example",
    },
  });
  expect(JSON.stringify(misled.headers)).not.toContain("evil.example");
});

test("every page carries the same strict headers with its own nonce", {
  tag: ["@V3.4.3", "@V3.4.4", "@V3.4.5", "@V3.4.6"],
}, async ({ owner }) => {
  const open = [
    "/",
    "/sign-in",
    "/sign-up",
    "/verify-email",
    "/verify-email/link",
    "/reset-password",
    "/reset-password/link",
    "/change-email/confirm/link",
    "/change-email/approve/link",
    "/change-email/cancel/link",
    "/nothing-here",
  ];
  const members = [
    "/dashboard",
    "/contacts",
    "/newsletters",
    "/newsletters/new",
    "/settings/profile",
    "/settings/workspace",
  ];
  const cookie = `${cookieNames.session}=${owner.cookie}`;
  const nonces = new Set<string>();
  const wrong: string[] = [];
  for (const path of [...open, ...members]) {
    const { headers, text } = await ask(path, {
      headers: members.includes(path) ? { cookie } : { "content-security-policy": "script-src 'nonce-mine'" },
    });
    const policy = String(headers["content-security-policy"]);
    const nonce = /'nonce-([^']+)' 'strict-dynamic'/.exec(policy)?.[1] ?? "none";
    nonces.add(nonce);
    const scripts = [...text.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
    const bare = scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`));
    const expected: Record<string, unknown> = {
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "referrer-policy": /\/link$|\/A+$/.test(path) ? "no-referrer" : "same-origin",
    };
    for (const [name, value] of Object.entries(expected))
      if (headers[name] !== value) wrong.push(`${path} ${name}: ${headers[name]}`);
    for (const word of ["private", "no-store"])
      if (!headers["cache-control"]?.includes(word))
        wrong.push(`${path} may be cached: ${headers["cache-control"]}`);
    for (const part of [
      "default-src 'none'",
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      "form-action 'self'",
    ])
      if (!policy.includes(part)) wrong.push(`${path} lacks ${part}`);
    if (/unsafe-(inline|eval)|nonce-mine/.test(policy)) wrong.push(`${path} is loose: ${policy}`);
    if (scripts.length < 5 || bare.length > 0)
      wrong.push(`${path}: ${scripts.length} scripts, ${bare.length} without the nonce`);
    if (headers["x-powered-by"] || headers.server) wrong.push(`${path} names its software`);
    if (/ style="/.test(text)) wrong.push(`${path} has an inline style`);
  }
  expect(wrong).toEqual([]);
  expect(nonces.size).toBe(open.length + members.length);
});
