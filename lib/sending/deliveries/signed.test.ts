import { expect, test } from "@playwright/test";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";
import { createSendingDomain } from "#lib/sending/sending-domains/create.ts";
import { verifySendingDomain } from "#lib/sending/sending-domains/verify.ts";
import { readyCampaign } from "./campaign.fixture.ts";

test("with a verified domain every copy is signed with both headers", {
  tag: ["@OC2", "@BS2"],
}, async () => {
  const ready = await readyCampaign(3, { fromAddress: "news@engines.example" });
  const { id: domainId, record } = await createSendingDomain(ready.actor, { domain: "Engines.example" });
  await verifySendingDomain(ready.actor, { domainId }, async (name) =>
    name === record.name ? [record.value] : [],
  );
  await ready.send();
  await ready.deliver();

  for (const { raw } of await ready.server.messages()) {
    const { results } = await dkimVerify(raw, {
      resolver: async (name: string) => (name === record.name ? [[record.value]] : []),
    });
    expect(results).toHaveLength(1);
    const [result] = results;
    expect(result?.status.result).toBe("pass");
    expect(result?.signingDomain).toBe("engines.example");
    const signed = (result?.signingHeaders?.keys ?? "").toLowerCase().split(/\s*[:;]\s*/);
    expect(signed).toEqual(
      expect.arrayContaining(["list-unsubscribe", "list-unsubscribe-post", "from", "feedback-id"]),
    );
  }
  await ready.server.close();
});

test("until its record was seen a domain's key signs nothing", async () => {
  const ready = await readyCampaign(1, { fromAddress: "news@engines.example" });
  await createSendingDomain(ready.actor, { domain: "engines.example" });
  await ready.send();
  await ready.deliver();
  const mail = await ready.server.waitFor(() => true);
  expect(mail.raw.toString("latin1")).not.toContain("DKIM-Signature");
  await ready.server.close();
});
