import { expect, test } from "@playwright/test";
import { generateApiKey } from "#lib/crypto/api-key.ts";
import { anonymous, makeMember, ownerSql } from "#testing/factories.ts";
import { createApiKey } from "./create.ts";
import { listApiKeys } from "./list.ts";
import { reportApiKey } from "./report.ts";

const usual = {
  name: "Shop",
  environment: "live" as const,
  scopes: ["contacts:read" as const],
  lifetime: "90" as const,
};

test("reported keys of two workspaces are revoked, recorded and mailed", { tag: "@V7.4.3" }, async () => {
  const owners = [await makeMember(), await makeMember()];
  const keys = await Promise.all(owners.map(({ actor }) => createApiKey(actor, usual)));
  const found = `const a = "${keys[0]?.key}";\nexport MAILNEO=${keys[1]?.key} # and again ${keys[1]?.key}`;
  expect(await reportApiKey(anonymous(), { found })).toEqual({ keys: 2 });

  for (const [at, { actor, user, workspaceId }] of owners.entries()) {
    expect(await listApiKeys(actor, {})).toEqual([expect.objectContaining({ state: "revoked" })]);
    const entries = await ownerSql()`select actor_kind, detail from audit_events
      where workspace_id = ${workspaceId} and action = 'api_key.revoke'`;
    expect(entries).toEqual([
      { actor_kind: "anonymous", detail: { lastFour: keys[at]?.key.slice(-4), reported: true } },
    ]);
    const mails = await ownerSql()`select data from pgboss.job where name = 'platform-mail'
      and data->'to'->>'address' = ${user.email} order by created_on`;
    expect(JSON.stringify(mails.at(-1))).toContain("An API key was found, and is revoked");
    expect(JSON.stringify(mails)).not.toContain(keys[at]?.key.slice(-38));
  }
});

test("a working, an unknown and a revoked key get one answer", async () => {
  const { actor } = await makeMember();
  const { key } = await createApiKey(actor, usual);
  const unknown = generateApiKey("live").key;
  for (const found of [key, key, unknown])
    expect(await reportApiKey(anonymous(), { found })).toEqual({ keys: 1 });
});

test("a text without a key is refused by the checksum alone", async () => {
  const { key } = generateApiKey("test");
  const mistyped = `${key.slice(0, -1)}${key.endsWith("a") ? "b" : "a"}`;
  for (const found of ["no key", mistyped, `x${key}`])
    await expect(reportApiKey(anonymous(), { found })).rejects.toMatchObject({
      code: "invalid",
      fields: { found: expect.stringContaining("checksum") },
    });
});
