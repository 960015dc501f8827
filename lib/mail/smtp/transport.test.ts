import { expect, test } from "@playwright/test";
import { type Misbehaviour, type Step, scriptedSmtp } from "#testing/servers/scripted-smtp.ts";
import { startSmtp } from "#testing/servers/smtp.ts";
import type { SendOutcome } from "./outcome.ts";
import { openTransport, type RawMessage } from "./transport.ts";
import { vetHost } from "./vet-host.ts";

const local = { allowPrivate: true };
const timeouts = { connectMs: 400, replyMs: 400, acceptMs: 400 };
const message: RawMessage = {
  envelope: { from: "news@sender.test", to: "ada@reader.test" },
  raw: Buffer.from("Subject: hello\r\n\r\n.starts with a dot\r\nlast line\r\n"),
};

type Script = Parameters<typeof scriptedSmtp>[0];

/** Opens a transport of one connection that signs in to a local server. */
async function openTo(server: { port: number }) {
  return openTransport({
    vetted: await vetHost("127.0.0.1", local),
    port: server.port,
    security: "none",
    username: "user",
    password: "secret",
    timeouts,
    pool: { maxConnections: 1 },
  });
}

async function sendThrough(
  script: Script,
  count = 1,
): Promise<{ outcome: SendOutcome; received: number; connections: number }> {
  const server = await scriptedSmtp(script);
  const transport = await openTo(server);
  try {
    for (let i = 1; i < count; i += 1) await transport.sendRaw(message);
    const outcome = await transport.sendRaw(message);
    return { outcome, received: server.received, connections: server.connections };
  } finally {
    transport.close();
    server.close();
  }
}

const failed = (scope: string, permanent: boolean) =>
  expect.objectContaining({ outcome: "failed", scope, permanent });
const unknown = expect.objectContaining({ outcome: "unknown" });
const sent = expect.objectContaining({ outcome: "sent" });
const retry = failed("system", false);

const refusals: [Step, string, unknown][] = [
  ["connect", "554 5.7.1 go away", failed("account", true)],
  ["connect", "421 4.3.2 too busy", retry],
  ["connect", "451 4.3.0 later", retry],
  ["ehlo", "550 5.7.1 no", failed("system", false)],
  ["auth", "535 5.7.8 wrong password", failed("account", true)],
  ["auth", "454 4.7.0 temporary failure", failed("account", false)],
  ["auth", "421 4.7.0 too many sign-ins", retry],
  ["mail", "550 5.7.1 sender refused", failed("account", true)],
  ["mail", "552 5.3.4 too big", failed("message", true)],
  ["mail", "450 4.7.1 slow down", failed("account", false)],
  ["mail", "421 4.7.0 slow down", retry],
  ["mail", "503 5.5.1 bad sequence", failed("account", false)],
  ["rcpt", "550 5.1.1 no such user", failed("recipient", true)],
  ["rcpt", "550 5.7.1 relaying denied", failed("account", true)],
  ["rcpt", "530 5.7.0 authentication required", failed("account", true)],
  ["rcpt", "450 4.2.1 mailbox busy", failed("recipient", false)],
  ["rcpt", "452 4.2.2 mailbox full", failed("recipient", false)],
  ["rcpt", "421 4.7.0 closing", retry],
  ["data", "554 5.5.1 no", failed("message", true)],
  ["data", "451 4.3.0 later", failed("message", false)],
  ["data", "421 4.3.0 closing", retry],
  ["dot", "554 5.7.1 spam", failed("message", true)],
  ["dot", "550-5.7.26 unauthenticated\r\n550 5.7.26 go away", failed("message", true)],
  ["dot", "451 4.3.0 later", failed("message", false)],
  ["dot", "421 4.3.0 closing", retry],
];
for (const pipelining of [false, true]) {
  const with_ = pipelining ? " (pipelining)" : "";
  for (const [at, reply, expected] of refusals) {
    test(`refused at ${at} with ${reply.slice(0, 9)}${with_}: ${reply.slice(9, 30).trim()}`, async () => {
      const result = await sendThrough({
        at,
        does: { reply },
        pipelining,
        closeAfterReply: reply.startsWith("421"),
      });
      // EHLO refused falls back to HELO, which this server takes.
      expect(result.outcome).toEqual(at === "ehlo" ? sent : expected);
      if (result.outcome.outcome === "failed") {
        expect(result.outcome.code).toBe(Number(reply.slice(0, 3)));
        expect(result.outcome.enhanced).toBe(/\d\.\d+\.\d+/.exec(reply)?.[0]);
      }
    });
  }

  const breaks: Misbehaviour[] = ["hang", "close", "reset", "drip"];
  for (const at of ["connect", "ehlo", "auth", "mail", "rcpt", "data"] as Step[]) {
    for (const does of breaks) {
      test(`${does} at ${at}${with_} is retried: the message was not handed over`, async () => {
        expect((await sendThrough({ at, does, pipelining })).outcome).toEqual(retry);
      });
    }
  }
  for (const does of breaks) {
    test(`${does} after the final dot${with_} is unknown, never failed and never sent`, async () => {
      expect((await sendThrough({ at: "dot", does, pipelining })).outcome).toEqual(unknown);
    });
  }
}

test("a garbage banner is retried, garbage after the dot is unknown", async () => {
  expect((await sendThrough({ at: "connect", does: { reply: "HTTP/1.1 400 Bad Request" } })).outcome).toEqual(
    retry,
  );
  expect((await sendThrough({ at: "connect", does: { reply: "\0\0\x01SSH-2.0" } })).outcome).toEqual(retry);
  expect((await sendThrough({ at: "dot", does: { reply: "whatever" } })).outcome).toEqual(unknown);
  expect((await sendThrough({ at: "dot", does: { reply: "354 go on" } })).outcome).toEqual(unknown);
});

test("a reply without end is cut off", async () => {
  const outcome = (await sendThrough({ at: "mail", does: { reply: `250-${"x".repeat(200_000)}` } })).outcome;
  expect(outcome).toEqual(retry);
});

test("the server's words are kept on one line, cut to 500 characters", async () => {
  const reply = `550-5.1.1 no\x1b[31m\x07 such user\r\n550 5.1.1 ${"x".repeat(900)}`;
  const { outcome } = await sendThrough({ at: "rcpt", does: { reply } });
  expect(outcome.outcome === "failed" && outcome.reply).toMatch(
    /^550-5\.1\.1 no \[31m such user 550 5\.1\.1 x+$/,
  );
  expect(outcome.outcome === "failed" && outcome.reply.length).toBe(500);
});

test("a closed idle session is replaced, and the message sent once", async () => {
  const result = await sendThrough({ at: "mail", does: "close", after: 1, once: true }, 2);
  expect(result).toEqual({ outcome: sent, received: 2, connections: 2 });
  const ended = await sendThrough({ at: "mail", does: { reply: "421 4.4.2 idle" }, after: 1, once: true }, 2);
  expect(ended).toEqual({ outcome: sent, received: 2, connections: 2 });
});

test("a session lost after the dot is never repeated", async () => {
  const result = await sendThrough({ at: "dot", does: "close", after: 1 }, 2);
  expect(result).toEqual({ outcome: unknown, received: 1, connections: 1 });
});

test("a refused recipient does not cost the connection", async () => {
  const server = await startSmtp({
    behaviour: {
      refuseRecipient: (to) => (to.startsWith("gone") ? { code: 550, message: "5.1.1 gone" } : null),
    },
  });
  const transport = openTransport({
    vetted: await vetHost("localhost", local),
    port: server.port,
    security: "none",
    pool: { maxConnections: 1 },
  });
  for (const to of ["a@x.test", "gone@x.test", "b@x.test", "gone2@x.test", "c@x.test"]) {
    const outcome = await transport.sendRaw({ ...message, envelope: { ...message.envelope, to } });
    expect(outcome.outcome).toBe(to.startsWith("gone") ? "failed" : "sent");
  }
  expect((await server.messages()).map((mail) => mail.to[0])).toEqual(["a@x.test", "b@x.test", "c@x.test"]);
  expect(server.connections).toBe(1);
  transport.close();
  await server.close();
});

test("the pool keeps to its connections, renews them after maxMessages, loses nothing", async () => {
  const server = await startSmtp({ behaviour: { delayMs: 2 } });
  const transport = openTransport({
    vetted: await vetHost("localhost", local),
    port: server.port,
    security: "none",
    pool: { maxConnections: 3, maxMessages: 20 },
  });
  expect(transport.free).toBe(3);
  const all = Array.from({ length: 200 }, (_, i) =>
    transport.sendRaw({ ...message, envelope: { ...message.envelope, to: `r${i}@x.test` } }),
  );
  expect(transport.free).toBe(0);
  const outcomes = await Promise.all(all);
  expect(outcomes.every((outcome) => outcome.outcome === "sent")).toBe(true);
  const recipients = new Set((await server.messages()).map((mail) => mail.to[0]));
  expect(recipients.size).toBe(200);
  expect(server.connections).toBeGreaterThanOrEqual(10);
  expect(server.connections).toBeLessThanOrEqual(13);
  await expect.poll(() => transport.free).toBe(3);
  transport.close();
  await server.close();
});

test("closing fails waiting messages and marks handed-over ones unknown", async () => {
  const server = await scriptedSmtp({ at: "dot", does: "hang" });
  const transport = openTransport({
    vetted: await vetHost("localhost", local),
    port: server.port,
    security: "none",
    pool: { maxConnections: 1 },
  });
  const inFlight = transport.sendRaw(message);
  const queued = transport.sendRaw(message);
  await expect.poll(() => server.commands.includes("DOT")).toBe(true);
  transport.close();
  expect(await inFlight).toEqual(unknown);
  expect(await queued).toEqual(retry);
  expect(await transport.sendRaw(message)).toEqual(retry);
  server.close();
});

for (const tls of [true, "starttls"] as const) {
  test(`TLS (${tls === true ? "from the first byte" : tls}): trusted by its authority and name only`, async () => {
    const server = await startSmtp({ tls, auth: { user: "user", pass: "secret" } });
    const vetted = await vetHost("localhost", local);
    const settings = {
      port: server.port,
      security: tls === true ? ("tls" as const) : ("starttls" as const),
      username: "user",
      password: "secret",
      timeouts,
    };
    const send = async (options: Partial<Parameters<typeof openTransport>[0]>) => {
      const transport = openTransport({ vetted, ...settings, ca: server.ca ?? "", ...options });
      const outcome = await transport.sendRaw(message);
      transport.close();
      return outcome;
    };
    expect(await send({})).toEqual(sent);
    const [mail] = await server.messages();
    expect(mail?.user).toBe("user");
    expect(mail?.raw.toString()).toBe(message.raw.toString());

    expect(await send({ ca: undefined })).toEqual(failed("account", true));
    const lookup = async () => [{ address: "127.0.0.1" }];
    expect(await send({ vetted: await vetHost("other.test", { ...local, lookup }) })).toEqual(
      failed("account", true),
    );
    expect(await send({ password: "wrong" })).toEqual(failed("account", true));
    expect((await server.messages()).length).toBe(1);
    await server.close();
  });
}

test("a stripped STARTTLS is refused before the password is sent", async () => {
  const server = await scriptedSmtp({ at: "starttls", does: { reply: "502 5.5.1 not implemented" } });
  const transport = openTransport({
    vetted: await vetHost("localhost", local),
    port: server.port,
    security: "starttls",
    username: "user",
    password: "secret",
    timeouts,
  });
  expect(await transport.sendRaw(message)).toEqual(failed("account", true));
  expect(server.commands.join()).not.toContain("AUTH");
  transport.close();
  server.close();
});

test("plain text and odd ports are for local servers only", async () => {
  const vetted = await vetHost("mail.example.com", {
    allowPrivate: false,
    lookup: async () => [{ address: "93.184.216.34" }],
  });
  for (const settings of [
    { port: 587, security: "none" as const },
    { port: 25, security: "tls" as const },
  ]) {
    const transport = openTransport({ vetted, ...settings });
    expect((await transport.sendRaw(message)).outcome).toBe("failed");
    transport.close();
  }
});

test("hostile envelopes never reach the wire", async () => {
  const server = await scriptedSmtp({ at: "dot", does: { reply: "250 ok" } });
  const transport = openTransport({
    vetted: await vetHost("localhost", local),
    port: server.port,
    security: "none",
  });
  for (const to of ["a@b.test>\r\nRCPT TO:<x@y.test", "<a@b.test>", "", "a@b.test\nDATA"]) {
    const outcome = await transport.sendRaw({ ...message, envelope: { ...message.envelope, to } });
    expect(outcome).toEqual(failed("recipient", true));
  }
  expect(server.commands.some((line) => /^(MAIL|RCPT|DATA)/.test(line))).toBe(false);
  transport.close();
  server.close();
});

for (const [reply, second] of [
  ["504 5.5.4 Unrecognized authentication type", true],
  ["535 5.7.8 Authentication mechanism not supported", true],
  ["502 5.5.1 not implemented", true],
  ["535 5.7.8 wrong password", false],
  ["534 5.7.9 Application-specific password required", false],
] as const) {
  test(`a sign-in refused with ${reply.slice(0, 34)} ${second ? "tries" : "does not try"} another mechanism`, async () => {
    const { commands, outcome } = await signIn({
      at: "auth",
      does: { reply },
      once: true,
      mechanisms: "PLAIN LOGIN",
    });
    const tried = commands.filter((line) => line.startsWith("AUTH ")).map((line) => line.split(" ")[1]);
    expect(tried).toEqual(second ? ["PLAIN", "LOGIN"] : ["PLAIN"]);
    expect(outcome.outcome).toBe(second ? "sent" : "failed");
  });
}

async function signIn(script: Script) {
  const server = await scriptedSmtp(script);
  const transport = await openTo(server);
  const outcome = await transport.sendRaw(message);
  transport.close();
  server.close();
  return { commands: server.commands, outcome };
}
