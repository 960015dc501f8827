import { linkKey } from "#lib/core/vault/link-key.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import { cookieNames } from "#lib/web/cookies.ts";
import { knownPorts } from "#scripts/ports.ts";
import {
  makeCampaign,
  makeContacts,
  makeDelivery,
  makeNewsletter,
  makeUser,
  originsOf,
  ownerSql,
} from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { hiddenFieldsOf, sendForm } from "./support/forms.ts";
import { makeOwner } from "./support/owner.ts";
import { ask, origin } from "./support/wire.ts";

/** The web process itself: what a platform that runs only Next would put in front of the world. */
const port = () => knownPorts(process.env.DATA_DIR ?? "").web;

test("without the edge, pages, health and readiness are served", async () => {
  const [health, ready, nothing, page, member] = await Promise.all([
    ask("/api/health", { port: port() }),
    ask("/api/ready", { port: port() }),
    ask("/api/nothing", { port: port() }),
    ask("/sign-in", { port: port() }),
    ask("/dashboard", { port: port() }),
  ]);
  expect([health.status, JSON.parse(health.text)]).toEqual([200, { status: "ok" }]);
  expect([ready.status, JSON.parse(ready.text).checks]).toEqual([
    200,
    { database: "ok", queue: "ok", mail: "ok" },
  ]);
  expect([nothing.status, nothing.headers["content-type"]]).toEqual([
    404,
    "application/problem+json; charset=utf-8",
  ]);
  expect(page.status).toBe(200);
  expect(page.headers["content-security-policy"]).toContain("'strict-dynamic'");
  expect([member.status, URL.parse(member.headers.location ?? "", origin())?.pathname]).toEqual([
    307,
    "/sign-in",
  ]);
});

test("without the edge, one-click works and looking changes nothing", {
  tag: ["@OC3", "@OC4"],
}, async () => {
  const { workspaceId } = await makeOwner();
  const newsletter = await makeNewsletter(workspaceId);
  const campaign = await makeCampaign(workspaceId, { newsletterId: newsletter.id });
  const contacts = await makeContacts(workspaceId, 2, newsletter.id);
  const tokens = await Promise.all(
    contacts.map(async ({ id }) => {
      const delivery = await makeDelivery(workspaceId, campaign.id, id);
      return signLink(await linkKey(), "unsubscribe", { workspaceId, ...delivery });
    }),
  );
  const suppressed = async () =>
    (await ownerSql()`select count(*)::int as n from suppressions where workspace_id = ${workspaceId}`)[0]?.n;
  const look = await ask(`/api/unsubscribe/${tokens[0]}`, { port: port() });
  expect([look.status, look.headers.location, await suppressed()]).toEqual([
    303,
    `/unsubscribe/${tokens[0]}`,
    0,
  ]);

  const answers = await Promise.all([
    ask(`/api/unsubscribe/${tokens[0]}`, {
      port: port(),
      method: "POST",
      body: "List-Unsubscribe=One-Click",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    }),
    ask(`/api/unsubscribe/${tokens[1]}`, {
      port: port(),
      method: "POST",
      body: '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
      headers: { "content-type": "multipart/form-data; boundary=b" },
    }),
  ]);
  expect(answers.map(({ status, cookies }) => [status, cookies])).toEqual([
    [200, []],
    [200, []],
  ]);
  expect(await suppressed()).toBe(2);
});

test("without the edge, no address or edge header is believed", {
  tag: "@V4.1.3",
}, async () => {
  const user = await makeUser();
  const fields = await hiddenFieldsOf("/sign-in", "Sign in");
  const forged = "198.51.100.77";
  const answer = await sendForm(
    "/sign-in",
    { ...fields, email: user.email, password: "whatever it was" },
    {
      port: port(),
      headers: {
        origin: origin(),
        "sec-fetch-site": "same-origin",
        "x-mailneo-ip": forged,
        "x-mailneo-edge": "guessed",
        "x-mailneo-path": "/dashboard",
        "x-forwarded-for": forged,
        "x-real-ip": forged,
      },
    },
  );
  expect(answer.text).toContain("do not match");
  const origins = await originsOf(user.id, "session.sign_in");
  expect(origins.map(({ ip }) => ip)).toEqual([undefined]);
});

test("without the edge, a form from another site changes nothing", {
  tag: "@V3.5.1",
}, async () => {
  const owner = await makeOwner();
  const cookie = `${cookieNames.session}=${owner.cookie}`;
  const fields = await hiddenFieldsOf("/newsletters/new", "Create newsletter", cookie);
  const send = (headers: Record<string, string>) =>
    sendForm(
      "/newsletters/new",
      { ...fields, name: "Sent", description: "" },
      { port: port(), headers: { cookie, ...headers } },
    );
  const refused = await Promise.all([
    send({}),
    send({ origin: "null" }),
    send({
      origin: "https://evil.example",
      "x-forwarded-host": "evil.example",
      "sec-fetch-site": "cross-site",
    }),
    send({ origin: "https://evil.example", "x-forwarded-host": "evil.example" }),
  ]);
  expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  expect((await send({ origin: origin(), "sec-fetch-site": "same-origin" })).status).toBe(303);
  const rows = await ownerSql()`select name from newsletters where workspace_id = ${owner.workspaceId}`;
  expect(rows.map(({ name }) => name)).toEqual(["Sent"]);
});
