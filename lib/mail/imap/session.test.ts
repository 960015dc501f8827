import { fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { testCertificate } from "#testing/servers/certificate.ts";
import { type Dovecot, noDovecot, startDovecot } from "#testing/servers/dovecot.ts";
import { startFaultProxy } from "#testing/servers/fault-proxy.ts";
import { flood } from "#testing/servers/raw-server.ts";
import { ImapFailure } from "./failure.ts";
import { openLocally, reasonOf } from "./imap.fixture.ts";
import type { Asked } from "./password-dropped.fixture.ts";

test.describe("with Dovecot", () => {
  test.skip(noDovecot !== null, noDovecot ?? "");
  let server: Dovecot;
  test.beforeAll(async () => {
    server = await startDovecot({ users: { ann: "secret-1", bob: 'quote"d \\ pass' } });
  });
  test.afterAll(() => server.stop());
  const local = (over = {}) => ({ ca: server.ca, address: server.host, ...over });

  test("a session is opened over TLS and STARTTLS, read-only", async () => {
    server.deliver("ann", ["Subject: one\r\n\r\nhi\r\n"]);
    for (const [port, security] of [
      [server.tlsPort, "tls"],
      [server.port, "starttls"],
    ] as const) {
      const session = await openLocally(port, local({ security }));
      expect(await session.openFolder("INBOX")).toMatchObject({ exists: 1, uidNext: 2 });
      await session.each({ uids: "1:*", query: { source: true } }, () => {});
      await session.close();
    }
    expect(server.doveadm("fetch", "-u", "ann", "flags", "all")).not.toContain("Seen");
  });

  test("a password is sent as it is, whatever characters it has", async () => {
    const session = await openLocally(
      server.tlsPort,
      local({ username: "bob", password: 'quote"d \\ pass' }),
    );
    await session.close();
  });

  test("a wrong password, certificate, name and encryption are told apart", async () => {
    const open = (port: number, over = {}) => reasonOf(openLocally(port, local(over)));
    expect(await open(server.tlsPort, { password: "wrong" })).toBe("wrong-password");
    expect(await open(server.tlsPort, { ca: undefined })).toBe("certificate");
    expect(await open(server.tlsPort, { host: "other.test" })).toBe("certificate");
    expect(await open(server.port, { security: "starttls", host: "other.test" })).toBe("certificate");
    expect(await open(server.port)).toBe("tls-mode");
    expect(await open(server.tlsPort, { security: "starttls", timeouts: { connectMs: 500 } })).toBe(
      "timeout",
    );
    expect(await open(1)).toBe("refused");
    const session = await openLocally(server.tlsPort, local());
    expect(await reasonOf(session.openFolder("Nowhere"))).toBe("no-folder");
    await session.close();
  });

  test("an expired certificate is refused before the password is sent", async () => {
    const expired = await startDovecot({ expired: true });
    const over = { ca: expired.ca, address: expired.host };
    expect(await reasonOf(openLocally(expired.tlsPort, over))).toBe("certificate");
    expect(await reasonOf(openLocally(expired.port, { ...over, security: "starttls" }))).toBe("certificate");
    expect(expired.log()).not.toMatch(/Login: user|auth failed/);
    await expired.stop();
  });

  test("a server that drips one byte at a time meets a deadline", async () => {
    const proxy = await startFaultProxy(
      { host: server.host, port: server.tlsPort },
      { stallAfter: 0, dripMs: 100 },
    );
    const timeouts = { connectMs: 600 };
    expect(await reasonOf(openLocally(proxy.port, local({ address: "127.0.0.1", timeouts })))).toBe(
      "timeout",
    );
    proxy.close();
  });

  test("no open session holds its password", { tag: "@V13.3.3" }, async () => {
    const password = `Kw9-${randomUUID()}`;
    const own = await startDovecot({ users: { ann: password } });
    const held = await heldOf({ port: own.tlsPort, address: own.host, ca: own.ca }, password);
    await own.stop();
    expect(held).toEqual({ signedIn: true, held: [] });
  });
});

/** Runs a session in another process. Returns what it holds of the password once it is signed in. */
async function heldOf(asked: Asked, password: string) {
  const spellings = [
    password,
    ...[password, `\0ann\0${password}`].map((it) => Buffer.from(it).toString("base64")),
  ];
  const answers: Record<string, unknown> = { ready: asked, password, spellings };
  const script = fileURLToPath(new URL("./password-dropped.fixture.ts", import.meta.url));
  const child = fork(script, { execArgv: process.execArgv });
  return new Promise((resolve, reject) => {
    child.on("message", (message) => {
      if (typeof message !== "string") return resolve(message);
      child.send(answers[message] as object);
    });
    child.once("exit", (code) => reject(new Error(`It ended with ${code}.`)));
  });
}

/** Starts a server of its own bytes, over TLS unless `plain`. It gets each line a client writes. */
async function startScript(say: (socket: Socket, line: string | null) => void, plain = false) {
  const certificate = testCertificate();
  const lines: string[] = [];
  const talk = (socket: Socket) => {
    socket.on("error", () => {});
    let rest = "";
    socket.on("data", (chunk) => {
      rest += chunk.toString("latin1");
      for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        lines.push(line);
        say(socket, line);
      }
    });
    say(socket, null);
  };
  const server = plain
    ? createServer(talk)
    : createTlsServer({ key: certificate.key, cert: certificate.cert }, talk);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return { port, ca: certificate.ca, lines, close: () => server.close() };
}

const tagOf = (line: string) => line.split(" ")[0] ?? "";

test("STARTTLS that was stripped on the way gets no password", async () => {
  const server = await startScript((socket, line) => {
    if (line === null) socket.write("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=LOGIN] hello\r\n");
    else if (/CAPABILITY/.test(line))
      socket.write(`* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n${tagOf(line)} OK done\r\n`);
    else socket.write(`${tagOf(line)} BAD what\r\n`);
  }, true);
  expect(await reasonOf(openLocally(server.port, { security: "starttls" }))).toBe("no-tls");
  expect(server.lines.join("\n")).not.toMatch(/LOGIN|AUTHENTICATE|secret/i);
  server.close();
});

test("a server that says it signed us in already is refused", async () => {
  const greets = (socket: Socket, line: string | null) => {
    socket.write(
      line === null ? "* PREAUTH [CAPABILITY IMAP4rev1] welcome\r\n" : `${tagOf(line)} OK done\r\n`,
    );
  };
  const server = await startScript(greets);
  expect(await reasonOf(openLocally(server.port, { ca: server.ca }))).toBe("not-imap");
  const plain = await startScript(greets, true);
  expect(await reasonOf(openLocally(plain.port, { security: "starttls" }))).toBe("no-tls");
  server.close();
  plain.close();
});

test("a banner without end and a literal of gigabytes end the session", async () => {
  const banner = await startScript((socket, line) => {
    if (line === null) void flood(socket, Buffer.alloc(64 * 1024, 65));
  });
  expect(await reasonOf(openLocally(banner.port, { ca: banner.ca }))).toBe("out-of-bounds");
  const literal = await startScript((socket, line) => {
    socket.write(line === null ? "* OK {4000000000}\r\n" : "");
  });
  expect(await reasonOf(openLocally(literal.port, { ca: literal.ca }))).toBe("out-of-bounds");
  banner.close();
  literal.close();
});

test("a server's words reach the log without the password they repeat", async () => {
  const server = await startScript((socket, line) => {
    if (line === null) socket.write("* OK [CAPABILITY IMAP4rev1] hello\r\n");
    else if (/LOGIN/.test(line)) socket.write(`${tagOf(line)} NO no such thing: ${line}\r\n`);
    else socket.write(`${tagOf(line)} OK done\r\n`);
  });
  const failure = await openLocally(server.port, { ca: server.ca }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ImapFailure);
  expect(failure).toMatchObject({ reason: "wrong-password" });
  expect(JSON.stringify([failure, String(failure), (failure as Error).stack])).not.toContain("secret-1");
  expect((failure as ImapFailure).detail).toContain("no such thing");
  server.close();
});

test("a port that is not for IMAP is never connected to", async () => {
  const { vetHost } = await import("#lib/mail/smtp/vet-host.ts");
  const { openImap } = await import("./session.ts");
  const lookup = async () => [{ address: "93.184.216.34" }];
  const vetted = await vetHost("mail.example.com", { allowPrivate: false, lookup });
  for (const port of [25, 22, 587, 5432])
    await expect(
      openImap({ vetted, port, security: "tls", username: "ann", password: "x" }),
    ).rejects.toMatchObject({ code: "port-not-allowed" });
});
