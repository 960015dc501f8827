import { expect, test } from "@playwright/test";
import { connectEmailAccount } from "#lib/mailboxes/email-accounts/connect.ts";
import { readyCampaign } from "#lib/sending/deliveries/campaign.fixture.ts";
import { asOwner, ownerSql } from "#testing/factories.ts";
import { startSmtp } from "#testing/servers/smtp.ts";
import { checkCampaign } from "./check.ts";
import { sendCampaign } from "./send.ts";

const body = `Hello\n\n${"A line of a long letter. ".repeat(2000)}`;

test("a server's SIZE is learnt when its account is connected", async () => {
  const { actor, server: other, campaignId } = await readyCampaign(1, { body });
  const server = await startSmtp({ size: 20_000 });
  const { id } = await connectEmailAccount(actor, {
    label: "Small",
    fromName: "Ada Lovelace",
    fromAddress: "ada@sender.test",
    host: "127.0.0.1",
    port: String(server.port),
    security: "none",
    username: "",
    password: "",
  });
  const [row] = await ownerSql()`select max_message_size::int as size from email_accounts where id = ${id}`;
  expect(row?.size).toBe(20_000);

  await asOwner((sql) => sql`update campaigns set email_account_id = ${id} where id = ${campaignId}`);
  const { ready, lines } = await checkCampaign(actor, { campaignId }, async () => []);
  expect(ready).toBe(false);
  expect(lines.find(({ id: line }) => line === "size")).toMatchObject({
    state: "stop",
    text: expect.stringMatching(
      /^One message is \d+ kB large, and the server of “Small” takes 20 kB at most\. Shorten it, or choose another account\.$/,
    ),
  });
  await expect(sendCampaign(actor, { campaignId })).rejects.toMatchObject({
    code: "conflict",
    fields: { size: expect.stringContaining("20 kB at most") },
  });
  for (const each of [server, other]) await each.close();
});

test("a message within the SIZE of its server passes the check", async () => {
  const { actor, server, campaignId, account } = await readyCampaign(1);
  const limit = (bytes: number | null) =>
    asOwner((sql) => sql`update email_accounts set max_message_size = ${bytes} where id = ${account.id}`);
  const size = async () =>
    (await checkCampaign(actor, { campaignId }, async () => [])).lines.find(({ id }) => id === "size");
  for (const enough of [null, 10_000_000, 20_000]) {
    await limit(enough);
    expect(await size()).toBeUndefined();
  }
  await limit(3000);
  expect(await size()).toMatchObject({ state: "stop" });
  await server.close();
});
