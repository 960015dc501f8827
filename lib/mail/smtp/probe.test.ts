import { createServer } from "node:net";
import { expect, test } from "@playwright/test";
import { testCertificate } from "#testing/servers/certificate.ts";
import { scriptedSmtp } from "#testing/servers/scripted-smtp.ts";
import { startSmtp } from "#testing/servers/smtp.ts";
import { probeSmtp } from "./probe.ts";

const local = { allowPrivate: true, timeoutMs: 500 };
const account = { username: "user", password: "secret" };

test("a working account is proven over TLS and STARTTLS", async () => {
  for (const tls of [true, "starttls"] as const) {
    const server = await startSmtp({ tls, auth: { user: "user", pass: "secret" } });
    const security = tls === true ? ("tls" as const) : ("starttls" as const);
    const settings = { host: "localhost", port: server.port, security, ...account };
    expect(await probeSmtp(settings, { ...local, ca: server.ca ?? "" })).toEqual({
      ok: true,
      tls: "TLSv1.3",
      authenticated: true,
      address: "127.0.0.1",
      maxMessageSize: null,
    });
    expect(
      await probeSmtp({ ...settings, password: "wrong" }, { ...local, ca: server.ca ?? "" }),
    ).toMatchObject({
      ok: false,
      reason: "wrong-password",
      field: "password",
    });
    expect(await probeSmtp(settings, local)).toMatchObject({ reason: "certificate", field: "host" });
    const lookup = async () => [{ address: "127.0.0.1" }];
    const elsewhere = { ...settings, host: "other.test" };
    expect(await probeSmtp(elsewhere, { ...local, lookup, ca: server.ca ?? "" })).toMatchObject({
      reason: "certificate",
    });
    expect((await server.messages()).length).toBe(0);
    await server.close();
  }
});

test("an expired certificate is named as the reason", async () => {
  const certificate = testCertificate({ expired: true });
  const server = await startSmtp({ tls: true, certificate });
  const settings = { host: "localhost", port: server.port, security: "tls" as const };
  expect(await probeSmtp(settings, { ...local, ca: certificate.ca })).toMatchObject({
    reason: "certificate",
  });
  await server.close();
});

test("the wrong kind of encryption is told apart from none", async () => {
  const plain = await startSmtp();
  expect(await probeSmtp({ host: "localhost", port: plain.port, security: "tls" }, local)).toMatchObject({
    reason: "tls-mode",
    field: "security",
  });
  expect(await probeSmtp({ host: "localhost", port: plain.port, security: "starttls" }, local)).toMatchObject(
    {
      reason: "no-tls",
      field: "security",
    },
  );
  await plain.close();
});

const scripted: [Parameters<typeof scriptedSmtp>[0], string][] = [
  [{ at: "connect", does: "hang" }, "timeout"],
  [{ at: "connect", does: "drip" }, "timeout"],
  [{ at: "connect", does: "close" }, "not-smtp"],
  [{ at: "connect", does: { reply: "SSH-2.0-OpenSSH_9.2" } }, "not-smtp"],
  [{ at: "connect", does: { reply: "-ERR unknown command" } }, "not-smtp"],
  [{ at: "connect", does: { reply: "554 5.7.1 blocked" } }, "turned-away"],
  [{ at: "connect", does: { reply: "421 4.3.2 busy" } }, "busy"],
  [{ at: "auth", does: { reply: "535 5.7.8 bad credentials" } }, "wrong-password"],
  [
    { at: "auth", does: { reply: "534-5.7.9 Application-specific password required.\r\n534 5.7.9 see" } },
    "app-password",
  ],
  [
    {
      at: "auth",
      does: { reply: "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled" },
    },
    "sign-in-disabled",
  ],
  [{ at: "auth", does: { reply: "454 4.7.0 Temporary authentication failure" } }, "busy"],
  [{ at: "auth", does: "hang" }, "timeout"],
  [{ at: "auth", does: "close" }, "turned-away"],
];
for (const [script, reason] of scripted) {
  const does = typeof script.does === "string" ? script.does : script.does.reply.slice(0, 40);
  test(`a server that says “${does.replace(/\s+/g, " ")}” at ${script.at} is reported as ${reason}`, async () => {
    const server = await scriptedSmtp(script);
    const result = await probeSmtp(
      { host: "127.0.0.1", port: server.port, security: "none", ...account },
      local,
    );
    expect(result).toMatchObject({ ok: false, reason });
    if (!result.ok && typeof script.does === "object") {
      expect(result.message).not.toContain(script.does.reply.slice(4, 20));
      expect(result.message).toMatch(/^[A-Z].*\.$/);
    }
    server.close();
  });
}

test("a server that echoes the password gets it into no record", {
  tag: "@V16.2.5",
}, async () => {
  const sent = Buffer.from("\0user\0correct horse").toString("base64");
  for (const said of [sent, sent.slice(0, 16), `<${sent}>`, "correct horse", btoa("correct horse")]) {
    const reply = `500 5.5.1 unknown command: AUTH PLAIN ${said}`;
    const server = await scriptedSmtp({ at: "auth", does: { reply } });
    const result = await probeSmtp(
      { host: "127.0.0.1", port: server.port, security: "none", username: "user", password: "correct horse" },
      local,
    );
    if (result.ok) throw new Error("must not pass");
    expect(result.detail).toContain("500 5.5.1 unknown command: AUTH PLAIN");
    expect(result.detail).not.toContain(said);
    server.close();
  }
});

test("a closed port is named as such", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  expect(await probeSmtp({ host: "127.0.0.1", port, security: "tls" }, local)).toMatchObject({
    reason: "refused",
    field: "port",
  });
});

test("SSRF: blocked, private and unknown hosts answer alike, unconnected", async () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const answers = new Set<string>();
  for (const host of [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "localhost",
    "169.254.169.254",
    "10.0.0.1",
    "[::1]",
    "no.such.invalid",
  ]) {
    const result = await probeSmtp(
      { host, port: 587, security: "starttls", ...account },
      { allowPrivate: false },
    );
    if (result.ok) throw new Error("must not pass");
    answers.add(JSON.stringify({ ...result, detail: "" }));
  }
  expect([...answers].length).toBe(1);
  expect([...answers][0]).toContain('"reason":"host"');
  expect(connections).toBe(0);
  server.close();
});

test("unlisted ports and plain text are refused before resolving", async () => {
  let asked = 0;
  const lookup = async () => {
    asked += 1;
    return [{ address: "93.184.216.34" }];
  };
  const options = { allowPrivate: false, lookup };
  for (const port of [22, 25, 80, 143, 993, 5432]) {
    expect(await probeSmtp({ host: "mail.example.com", port, security: "tls" }, options)).toMatchObject({
      reason: "port",
      field: "port",
    });
  }
  expect(await probeSmtp({ host: "mail.example.com", port: 587, security: "none" }, options)).toMatchObject({
    reason: "no-tls",
  });
  expect(asked).toBe(0);
});
