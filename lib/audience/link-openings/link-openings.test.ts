import { expect, test } from "@playwright/test";
import { getContact } from "#lib/audience/contacts/get.ts";
import { timelineOf } from "#lib/audience/contacts/timeline.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import { api } from "#lib/routes.ts";
import {
  asOwner,
  makeCampaign,
  makeContacts,
  makeDelivery,
  makeMember,
  makeNewsletter,
  ownerSql,
} from "#testing/factories.ts";
import { countOpenings } from "./count.ts";
import { knownAgent } from "./known-agents.ts";

const browser =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36";

/** A campaign to some people, and the token of each one's links. */
async function makeReaders(count: number) {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const contacts = await makeContacts(workspaceId, count, newsletterId);
  const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId });
  const key = await linkKey();
  const readers = [];
  for (const { id } of contacts) {
    const delivery = await makeDelivery(workspaceId, campaignId, id);
    readers.push({ id, token: signLink(key, "unsubscribe", { workspaceId, id: delivery.id }) });
  }
  return { actor, workspaceId, campaignId, readers };
}

async function open(
  path: string,
  given: { method?: string; agent?: string; site?: string; ip?: string } = {},
) {
  const { method = "GET", agent = browser, site = "none", ip = "198.51.100.40" } = given;
  const headers = { "sec-fetch-site": site, ...(agent && { "user-agent": agent }) };
  const request = new Request(`http://localhost:3000${path}`, { method, headers, redirect: "manual" });
  return api(request, { ip, requestId: "openings" });
}

const forget = (workspaceId: string) =>
  ownerSql()`delete from link_openings where workspace_id = ${workspaceId}`;

test("a person who opens their page is told from a scanner's storm", { tag: "@OC9" }, async () => {
  const { actor, workspaceId, campaignId, readers } = await makeReaders(1);
  const [reader] = readers;
  const page = `/unsubscribe/${reader?.token}`;
  const seen = async () => {
    const file = await getContact(actor, { contactId: reader?.id ?? "" });
    const lines = timelineOf(file).flatMap((line) => (line.kind === "opened" ? [line.opening] : []));
    const counts = await countOpenings(actor, { campaignId });
    return { signs: lines.map(({ sign }) => sign), times: lines.map(({ times }) => times), counts };
  };

  await open(page);
  expect(await seen()).toEqual({ signs: [null], times: [1], counts: { people: 1, scanned: 0 } });
  const scanners: [string, string, () => Promise<unknown>][] = [
    ["agent", "agent", () => open(page, { agent: "Barracuda Sentinel (EE)" })],
    ["no agent", "agent", () => open(page, { agent: "" })],
    ["HEAD", "head", async () => [await open(page, { method: "HEAD" }), await open(page)]],
    [
      "several links",
      "several_links",
      async () => [await open(page), await open(`/preferences/${reader?.token}`, { ip: "203.0.113.4" })],
    ],
    [
      "storm",
      "storm",
      () => Promise.all(Array.from({ length: 50 }, (_, at) => open(page, { ip: `203.0.113.${at}` }))),
    ],
  ];
  for (const [name, sign, run] of scanners) {
    await forget(workspaceId);
    await run();
    const { signs, counts } = await seen();
    expect([name, ...new Set(signs)]).toEqual([name, sign]);
    expect([name, counts]).toEqual([name, { people: 0, scanned: 1 }]);
  }
  // The person who comes an hour later is a person again.
  await ownerSql()`update link_openings set at = at - interval '1 hour' where workspace_id = ${workspaceId}`;
  await open(page);
  const after = await seen();
  expect(after.signs).toEqual([null, "storm"]);
  expect(after.times).toEqual([1, 50]);
  expect(after.counts.people).toBe(1);
});

test("one visitor on many people's links within a minute is a scanner", async () => {
  const { actor, campaignId, readers } = await makeReaders(3);
  for (const { token } of readers.slice(0, 2)) await open(`/unsubscribe/${token}`);
  expect(await countOpenings(actor, { campaignId })).toEqual({ people: 2, scanned: 0 });
  await open(`/unsubscribe/${readers[2]?.token}`);
  expect(await countOpenings(actor, { campaignId })).toEqual({ people: 0, scanned: 3 });
});

test("whoever unsubscribed on the page is a person, whatever their browser", async () => {
  const { actor, campaignId, readers } = await makeReaders(2);
  for (const { token } of readers) await open(`/unsubscribe/${token}`, { agent: "HeadlessChrome" });
  expect(await countOpenings(actor, { campaignId })).toEqual({ people: 0, scanned: 2 });
  await asOwner(
    (sql) => sql`insert into suppressions (id, workspace_id, email_hash, email, reason, source, campaign_id)
      select gen_random_uuid(), workspace_id, email_hash, email, 'unsubscribed', 'unsubscribe_page', ${campaignId} from contacts
      where id = ${readers[0]?.id ?? ""}`,
  );
  expect(await countOpenings(actor, { campaignId })).toEqual({ people: 1, scanned: 1 });
});

test("pages reached from our own pages are no openings", async () => {
  const { actor, campaignId, readers } = await makeReaders(1);
  await open(`/unsubscribe/${readers[0]?.token}`);
  await open(`/preferences/${readers[0]?.token}`, { site: "same-origin" });
  expect(await countOpenings(actor, { campaignId })).toEqual({ people: 1, scanned: 0 });
});

test("a thousand openings of one message leave sixty rows", async () => {
  const { workspaceId, readers } = await makeReaders(1);
  for (let round = 0; round < 10; round++)
    await Promise.all(Array.from({ length: 10 }, () => open(`/unsubscribe/${readers[0]?.token}`)));
  const rows = await ownerSql()`select visitor, agent from link_openings where workspace_id = ${workspaceId}`;
  expect(rows.length).toBeGreaterThanOrEqual(60);
  // Ten that come at the same moment may each see the fifty-ninth.
  expect(rows.length).toBeLessThan(70);
});

test("filters, previews and programs are known, people's browsers are not", () => {
  for (const agent of [
    "Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0) BarracudaCentral",
    "Mimecast-URL-Scanner/1.0",
    "Mozilla/5.0 Proofpoint URL Defense",
    "python-requests/2.32",
    "curl/8.5.0",
    "Java/17.0.2",
    "Mozilla/5.0 (Windows NT 10.0) HeadlessChrome/140",
    "Slackbot-LinkExpanding 1.0",
    "GoogleImageProxy",
    "",
  ])
    expect(knownAgent(agent), agent).not.toBeNull();
  for (const agent of [
    browser,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Mozilla/5.0 (Linux; Android 15; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36",
  ])
    expect(knownAgent(agent), agent).toBeNull();
});
