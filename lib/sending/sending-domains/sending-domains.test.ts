import { expect, test } from "@playwright/test";
import { makeMember, ownerSql } from "#testing/factories.ts";
import { createSendingDomain } from "./create.ts";
import { getSendingDomain } from "./get.ts";
import { listSendingDomains } from "./list.ts";
import { saveVerifiedDomain, verifySendingDomain } from "./verify.ts";

test("a domain gets its own sealed RSA 2048 key and record", { tag: "@BS3" }, async () => {
  const { actor } = await makeMember();
  const { id, record } = await createSendingDomain(actor, { domain: " Bücher.example " });
  expect(record.name).toMatch(/^mn2\d{3}[a-z][0-9a-f]{4}\._domainkey\.xn--bcher-kva\.example$/);
  expect(record.value).toMatch(/^v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A[A-Za-z0-9+/]+=*$/);
  const [row] = await ownerSql()`select private_key from sending_domains where id = ${id}`;
  expect(row?.private_key.toString("latin1")).not.toContain("PRIVATE KEY");
  expect((await listSendingDomains(actor, {})).rows).toMatchObject([
    { domain: "xn--bcher-kva.example", verifiedAt: null, record },
  ]);
  await expect(createSendingDomain(actor, { domain: "bücher.example" })).rejects.toMatchObject({
    code: "conflict",
  });
});

test("a domain verifies when its record shows our key", async () => {
  const { actor } = await makeMember();
  const { id, record } = await createSendingDomain(actor, { domain: "engines.example" });
  const domainId = id;

  await expect(verifySendingDomain(actor, { domainId }, async () => [])).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("no TXT record"),
  });
  await expect(verifySendingDomain(actor, { domainId }, async () => ["v=DKIM1; p="])).rejects.toMatchObject({
    message: expect.stringContaining("another key"),
  });
  await expect(
    verifySendingDomain(actor, { domainId }, async () => Promise.reject(new Error("ESERVFAIL"))),
  ).rejects.toMatchObject({ code: "unavailable" });
  expect((await getSendingDomain(actor, { domainId })).verifiedAt).toBeNull();
  await expect(
    saveVerifiedDomain(actor, { record: { domainId, value: record.value } }),
  ).rejects.toMatchObject({ code: "invalid" });

  const pasted = record.value.replace("p=", "p= ").replace(/(.{60})/g, "$1 ");
  await verifySendingDomain(actor, { domainId }, async (name) =>
    name === record.name ? ["v=spf1 -all", pasted] : [],
  );
  expect((await getSendingDomain(actor, { domainId })).verifiedAt).toBeInstanceOf(Date);
});

test("no key for what nobody owns alone or what is no domain", async () => {
  const { actor } = await makeMember();
  for (const domain of ["gmail.com", "localhost", "pаypal.com", "a b.com", "", "127.0.0.1"]) {
    await expect(createSendingDomain(actor, { domain }), domain).rejects.toMatchObject({
      code: "invalid",
      fields: { domain: expect.any(String) },
    });
  }
});

test("another workspace's domain is not found", { tag: "@V8.2.2" }, async () => {
  const { actor } = await makeMember();
  const { id, record } = await createSendingDomain(actor, { domain: "engines.example" });
  const { actor: stranger } = await makeMember();
  await expect(
    verifySendingDomain(stranger, { domainId: id }, async () => [record.value]),
  ).rejects.toMatchObject({ code: "notFound" });
});
