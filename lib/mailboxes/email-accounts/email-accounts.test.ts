import { expect, test } from "@playwright/test";
import { auditOf, makeMember, ownerSql } from "#testing/factories.ts";
import { startSmtp } from "#testing/servers/smtp.ts";
import { connectEmailAccount, saveEmailAccount } from "./connect.ts";
import { disconnectEmailAccount } from "./disconnect.ts";
import { freemailRefusal } from "./freemail.ts";
import { getEmailAccount } from "./get.ts";
import { listEmailAccounts } from "./list.ts";
import { presets } from "./presets.ts";

const typed = (port: number, over: Record<string, unknown> = {}) => ({
  label: "Office",
  fromName: "Ada Lovelace",
  fromAddress: "Ada@Sender.Test",
  host: "127.0.0.1",
  port: String(port),
  security: "none",
  username: "ada",
  password: " secret with blanks ",
  ...over,
});
const auth = { user: "ada", pass: " secret with blanks " };

test("an account is saved after authentication, sealed, never returned", async () => {
  const server = await startSmtp({ auth });
  const { actor, workspaceId } = await makeMember();
  const { id } = await connectEmailAccount(actor, typed(server.port));

  const [row] =
    await ownerSql()`select secret, from_address, verified_at from email_accounts where id = ${id}`;
  expect(row).toMatchObject({ from_address: "ada@sender.test" });
  expect(row?.secret.toString("latin1")).not.toContain("secret with blanks");
  const answers = JSON.stringify([
    await listEmailAccounts(actor, {}),
    await getEmailAccount(actor, { accountId: id }),
    await auditOf(workspaceId),
  ]);
  expect(answers).toContain('"health":"ok"');
  expect(answers).not.toMatch(/secret with|"secret"|secretKeyId/);
  await server.close();
});

test("a refused password is told beside its field and recorded", async () => {
  const server = await startSmtp({ auth });
  const { actor, workspaceId } = await makeMember();
  const refused = await connectEmailAccount(actor, typed(server.port, { password: "wrong" })).catch(
    (error: unknown) => error,
  );

  expect(refused).toMatchObject({
    code: "invalid",
    fields: { password: "The server did not accept this user name and password." },
  });
  expect((await listEmailAccounts(actor, {})).rows).toEqual([]);
  const [entry] = (await auditOf(workspaceId)).filter(({ result }) => result === "refused");
  expect(entry).toMatchObject({
    action: "email_account.connect",
    detail: { because: "wrong-password", host: "127.0.0.1" },
  });
  expect(JSON.stringify(entry)).not.toContain('"wrong"');
  await server.close();
});

test("settings that no server has accepted cannot be saved, whoever calls", async () => {
  const { actor } = await makeMember();
  const forged = { ...typed(2525), port: 2525 } as never;
  await expect(saveEmailAccount(actor, { settings: forged })).rejects.toMatchObject({
    fields: { settings: "Test the account first." },
  });
});

test("2.17 connection tests are limited by workspace", async () => {
  const { actor } = await makeMember();
  const input = typed(1);
  for (let n = 0; n < 10; n += 1)
    await expect(connectEmailAccount(actor, input)).rejects.toMatchObject({ code: "invalid" });
  await expect(connectEmailAccount(actor, input)).rejects.toMatchObject({ code: "tooOften" });
});

test("only administrators connect, and a refusal is recorded before anything is dialled", async () => {
  const server = await startSmtp({ auth });
  const { workspaceId } = await makeMember();
  const { actor } = await makeMember({ role: "member", workspaceId });
  await expect(connectEmailAccount(actor, typed(server.port))).rejects.toMatchObject({ code: "forbidden" });
  expect(server.connections).toBe(0);
  expect((await auditOf(workspaceId)).at(-1)).toMatchObject({
    action: "email_account.connect",
    result: "refused",
  });
  await server.close();
});

test("what is typed is checked beside each field", async () => {
  const { actor } = await makeMember();
  const bad = typed(0, {
    label: " ",
    fromName: "Ada\r\nBcc: x@y.test",
    fromAddress: "a＠evil.test",
    host: "",
    security: "maybe",
    password: "a\nb",
  });
  const refused = await connectEmailAccount(actor, bad).catch((error: unknown) => error);
  expect(Object.keys((refused as { fields: object }).fields).sort()).toEqual(
    ["fromAddress", "fromName", "host", "label", "password", "port", "security"].sort(),
  );
});

test("addresses of free mailboxes leave only through their own provider's server", {
  tag: "@BS8",
}, async () => {
  expect(freemailRefusal("gmail.com", "smtp.example.com")).toContain("Gmail");
  expect(freemailRefusal("gmail.com", "smtp.gmail.com")).toBeNull();
  expect(freemailRefusal("gmail.com", "smtp.gmail.com.evil.test")).not.toBeNull();
  expect(freemailRefusal("yahoo.com", "smtp.gmail.com")).toContain("Yahoo");
  expect(freemailRefusal("example.com", "anything.test")).toBeNull();
  const { actor } = await makeMember();
  await expect(
    connectEmailAccount(actor, typed(2525, { fromAddress: "ada@gmail.com" })),
  ).rejects.toMatchObject({
    fields: { fromAddress: expect.stringContaining("Only Gmail's own server") },
  });
});

test("a new password heals an account; disconnecting erases it", async () => {
  const server = await startSmtp({ auth });
  const { actor } = await makeMember();
  const { id } = await connectEmailAccount(actor, typed(server.port));
  await ownerSql()`update email_account_health set failure = 'Its server cannot be reached.', consecutive_failures = 3, retry_at = now() where account_id = ${id}`;
  expect(await getEmailAccount(actor, { accountId: id })).toMatchObject({ health: "failing" });
  await connectEmailAccount(actor, { accountId: id, ...typed(server.port, { label: "Office again" }) });
  expect(await getEmailAccount(actor, { accountId: id })).toMatchObject({
    health: "ok",
    label: "Office again",
    retryAt: null,
  });

  await disconnectEmailAccount(actor, { accountId: id });
  expect(await listEmailAccounts(actor, {})).toEqual({ rows: [], nextCursor: null });
  const [row] =
    await ownerSql()`select secret, secret_key_id, disconnected_at from email_accounts where id = ${id}`;
  expect(row).toMatchObject({ secret: null, secret_key_id: null, disconnected_at: expect.any(Date) });
  await expect(disconnectEmailAccount(actor, { accountId: id })).rejects.toMatchObject({ code: "notFound" });
  await server.close();
});

test("another workspace's account is not found, also when connecting over it", {
  tag: "@V8.2.2",
}, async () => {
  const server = await startSmtp({ auth });
  const { actor } = await makeMember();
  const { id } = await connectEmailAccount(actor, typed(server.port));
  const { actor: stranger } = await makeMember();
  const gone = { code: "notFound" };
  await expect(getEmailAccount(stranger, { accountId: id })).rejects.toMatchObject(gone);
  await expect(disconnectEmailAccount(stranger, { accountId: id })).rejects.toMatchObject(gone);
  await expect(connectEmailAccount(stranger, { accountId: id, ...typed(server.port) })).rejects.toMatchObject(
    gone,
  );
  await server.close();
});

test("every preset has an allowed port, matching encryption and a hint", () => {
  for (const { port, security, hint, host, id } of presets) {
    expect([465, 587, 2525]).toContain(port);
    expect(security).toBe(port === 465 ? "tls" : "starttls");
    expect(hint.length, id).toBeGreaterThan(20);
    expect(host).toMatch(/^$|^[a-z0-9.-]+$/);
  }
});
