import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import type { Member } from "#lib/core/actor.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { vaultIn } from "#lib/core/vault/vault.ts";
import { cookieNames } from "#lib/web/cookies.ts";
import { asOwner, makeCampaign, makeContacts, makeNewsletter, ownerSql } from "#testing/factories.ts";
import type { TestCertificate } from "#testing/servers/certificate.ts";
import { scriptedSmtp } from "#testing/servers/scripted-smtp.ts";
import { startSmtp } from "#testing/servers/smtp.ts";
import { oneClick } from "../links.ts";
import { linkIn } from "../mailbox.ts";
import { type Visitor, visitor } from "../visitor.ts";
import { password } from "./account.ts";
import { codes, email, from, newSecret, plant, run, tokenOf, userAgent } from "./planted.ts";

export async function mails(me: Visitor, { workspaceId }: Member) {
  const pass = newSecret("SMTP password");
  const auth = { user: "letters@canary.test", pass };
  const certificate: TestCertificate = JSON.parse(
    readFileSync(process.env.E2E_SMTP_CERTIFICATE ?? "", "utf8"),
  );
  const server = await startSmtp({ tls: true, auth, certificate });
  const plain = Buffer.from(`\0${auth.user}\0${pass}`).toString("base64");
  const echoing = await scriptedSmtp({
    at: "auth",
    does: { reply: `535 5.7.8 not understood: AUTH PLAIN ${plain} (${pass})` },
  });
  const account = {
    label: "Office",
    fromName: "Canary Works",
    fromAddress: auth.user,
    username: auth.user,
    password: pass,
    host: "127.0.0.1",
  };
  await me.call("connectAction", { ...account, port: "1", security: "none" });
  await me.call("connectAction", { ...account, port: String(echoing.port), security: "none" });
  await me.call("connectAction", { ...account, port: String(server.port), security: "tls" });
  await me.call("createDomainAction", { domain: "canary.test" });
  const [connected] = await ownerSql()`select id from email_accounts where workspace_id = ${workspaceId}`;
  plant("private key of a domain", await signingKey(workspaceId));

  const { id: newsletterId } = await makeNewsletter(workspaceId);
  await makeContacts(workspaceId, 1, newsletterId);
  const { id: campaignId } = await makeCampaign(workspaceId, {
    newsletterId,
    emailAccountId: String(connected?.id),
  });
  await asOwner(
    (sql) =>
      sql`update workspaces set sender_name = 'Canary', postal_address = '12 St James Square, London' where id = ${workspaceId}`,
  );
  await me.call("sendCampaignAction", { campaignId });
  const { parsed } = await server.waitFor(() => true, 30_000);
  const leave = linkIn(parsed.text, "/unsubscribe/");
  const token = tokenOf("token of /unsubscribe/", leave);
  await me.open(new URL(leave).pathname);
  await oneClick(token);
  await server.close();
  echoing.close();
}

/** From the middle of the sealed key, opened as the sender opens it. */
async function signingKey(workspaceId: string): Promise<string> {
  const [row] =
    await ownerSql()`select id, private_key, private_key_key_id from sending_domains where workspace_id = ${workspaceId}`;
  const pem = await connections().writer.transaction(async (tx) => {
    await enter(tx, workspaceId, null);
    const place = { kind: "signing key", rowId: String(row?.id), workspaceId } as const;
    return vaultIn(tx).open(place, Buffer.from(row?.private_key), String(row?.private_key_key_id), "sign");
  });
  return pem.split("\n")[10] ?? "";
}

/** Faults with secrets at hand: a sealed secret that opens no more, at a sign-in and at a test mail, and a page that cannot be made. */
export async function faults(me: Visitor, { userId, workspaceId }: Member) {
  const broken = Buffer.from(`broken ${run}`);
  const [kept] = await ownerSql()`select totp_secret, totp_key_id from users where id = ${userId}`;
  await asOwner((sql) => sql`update users set totp_secret = ${broken} where id = ${userId}`);
  const other = visitor({ from, userAgent });
  await other.send("/sign-in", "Sign in", { email, password });
  plant("cookie of a pending sign-in", other.jar.get(cookieNames.pending) ?? "");
  codes.push("730512");
  const failed = await other.send("/two-factor", "6-digit code", { code: "730512" });
  expect(failed.text).toContain("Something went wrong on our side");
  await asOwner((sql) => sql`update users set totp_secret = ${kept?.totp_secret} where id = ${userId}`);

  const withNul: Record<string, Record<string, string>> = {
    signUpAction: {
      name: "Ida\0",
      workspaceName: "\0",
      email: `nul.${email}\0`,
      password: newSecret("password"),
    },
    signInAction: { email: `${email}\0`, password: newSecret("mistyped password") },
    resetPasswordAction: { token: `${newSecret("made-up token")}\0`, password: newSecret("password") },
  };
  for (const [name, fields] of Object.entries(withNul)) await other.call(name, fields);
  await asOwner(
    (sql) => sql`update email_accounts set secret = ${broken} where workspace_id = ${workspaceId}`,
  );
  const [campaign] = await ownerSql()`select id from campaigns where workspace_id = ${workspaceId} limit 1`;
  await me.call("sendTestAction", { campaignId: String(campaign?.id) });
  await asOwner((sql) => sql`update workspaces set time_zone = 'Nowhere/At_All' where id = ${workspaceId}`);
  expect((await me.open("/campaigns")).status).toBe(500);
  await asOwner((sql) => sql`update workspaces set time_zone = 'UTC' where id = ${workspaceId}`);
}
