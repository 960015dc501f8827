import { createServer } from "node:net";
import { expect, test } from "@playwright/test";
import { openConnection } from "./connection.ts";
import { MailHostError, vetHost, vetPort } from "./vet-host.ts";

const answers =
  (...addresses: string[]) =>
  async () =>
    addresses.map((address) => ({ address }));

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "accepted";
  } catch (error) {
    return error instanceof MailHostError ? error.code : String(error);
  }
}

for (const host of [
  "127.0.0.1",
  "2130706433",
  "0x7f000001",
  "0177.0.0.1",
  "127.1",
  "①②⑦.0.0.1",
  "localhost",
  "::1",
  "::ffff:127.0.0.1",
  "64:ff9b::7f00:1",
  "169.254.169.254",
  "100.64.0.1",
  "10.0.0.1",
  "192.168.1.1",
  "0.0.0.0",
  "255.255.255.255",
  "fe80::1",
  "fc00::1",
  "198.18.0.1",
  "2002:7f00:1::",
]) {
  test(`the real resolver's answer for ${host} is refused`, async () => {
    expect(await codeOf(vetHost(host, { allowPrivate: false }))).toMatch(/^host-(blocked|not-found)$/);
  });
}

test("one private address among public ones condemns the host", async () => {
  const lookup = answers("93.184.216.34", "10.0.0.5");
  expect(await codeOf(vetHost("mail.example.com", { allowPrivate: false, lookup }))).toBe("host-blocked");
  for (const address of [
    "::ffff:169.254.169.254",
    "64:ff9b:1::1",
    "::7f00:1",
    "4000::1",
    "fec0::1",
    "fe80::1%eth0",
    "2001::1",
    "not an address",
  ]) {
    expect(await codeOf(vetHost("mail.example.com", { allowPrivate: false, lookup: answers(address) }))).toBe(
      "host-blocked",
    );
  }
});

test("a vetted host returns certificate name and address", async () => {
  const lookup = answers("2606:2800:220:1::1", "93.184.216.34");
  expect(await vetHost("Mail.Bücher.example.", { allowPrivate: false, lookup })).toEqual({
    host: "mail.xn--bcher-kva.example",
    address: "93.184.216.34",
    addresses: ["2606:2800:220:1::1", "93.184.216.34"],
    allowPrivate: false,
  });
});

test("text that is no host never reaches the resolver", async () => {
  let asked = 0;
  const lookup = async () => {
    asked += 1;
    return [{ address: "93.184.216.34" }];
  };
  for (const host of [
    "",
    " ",
    "a b.example",
    "a\r\nb",
    "a\0b",
    "[::1]",
    "fe80::1%lo",
    "a%2e.example",
    "mail.example.com:25",
    "user@mail.example.com",
    "mail.example.com/x",
    "mail.example.com\\x",
    "mail\u202e.example",
    "a..example",
    "x".repeat(64),
    `${"a.".repeat(130)}com`,
  ]) {
    expect(await codeOf(vetHost(host, { allowPrivate: false, lookup })), JSON.stringify(host)).toBe(
      "host-invalid",
    );
  }
  expect(asked).toBe(0);
});

test("allowPrivate opens loopback and private ranges, link-local stays shut", async () => {
  for (const address of ["127.0.0.1", "::1", "10.1.2.3", "fd00::1"]) {
    expect((await vetHost("box.example", { allowPrivate: true, lookup: answers(address) })).address).toBe(
      address,
    );
  }
  for (const address of ["169.254.169.254", "fe80::1", "0.0.0.0", "224.0.0.1"]) {
    expect(await codeOf(vetHost("box.example", { allowPrivate: true, lookup: answers(address) }))).toBe(
      "host-blocked",
    );
  }
});

test("rebinding: the connection goes to the address vetted once", async () => {
  let asked = 0;
  const lookup = async () => [{ address: asked++ === 0 ? "127.0.0.1" : "127.0.0.9" }];
  const reached: (string | undefined)[] = [];
  const server = createServer((socket) => {
    reached.push(socket.localAddress);
    socket.end("554 no\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
  const { port } = server.address() as { port: number };

  const host = await vetHost("rebind.example", { allowPrivate: true, lookup });
  await openConnection({ vetted: host, port, security: "none" }).catch(() => undefined);
  server.close();
  expect(asked).toBe(1);
  expect(reached).toEqual(["127.0.0.1"]);
});

test("a resolver that never answers is given up", async () => {
  const vetting = vetHost("slow.example", {
    allowPrivate: false,
    lookup: () => new Promise(() => undefined),
    timeoutMs: 30,
  });
  expect(await codeOf(vetting)).toBe("lookup-timeout");
});

test("only submission and mailbox ports pass, any port for local servers", () => {
  for (const port of [465, 587, 2525, 993, 143]) expect(vetPort(port, { allowPrivate: false })).toBe(port);
  for (const port of [22, 25, 80, 5432, 6379, 0, -1, 70000, 587.5, Number.NaN]) {
    expect(() => vetPort(port, { allowPrivate: false })).toThrow(MailHostError);
  }
  expect(() => vetPort(993, { allowPrivate: false, protocol: "smtp" })).toThrow(MailHostError);
  expect(() => vetPort(587, { allowPrivate: false, protocol: "imap" })).toThrow(MailHostError);
  expect(vetPort(1025, { allowPrivate: true })).toBe(1025);
  expect(() => vetPort(70000, { allowPrivate: true })).toThrow(MailHostError);
});
