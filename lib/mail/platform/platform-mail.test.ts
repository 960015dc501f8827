import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import { env } from "#lib/env.ts";
import { logged } from "#testing/logged.ts";
import { startSmtp } from "#testing/servers/smtp.ts";
import { mailedLink, mailedToken } from "./mailed-link.ts";
import { bySender, type PlatformMail, sendContent, sendPlatformMail } from "./platform-mail.ts";
import { openPlatformTransport } from "./platform-transport.ts";

const mail = (to: string): PlatformMail => ({
  to: { name: "Ada Lovelace", address: to },
  subject: "Verify your email address",
  heading: "Verify your email address",
  paragraphs: ["Hello Ada Lovelace,", "<b>Open</b> the link."],
  link: { label: "Verify", purpose: "verify_email", seed: "seed" },
});

test("a platform mail carries its link twice and is repeatable", async () => {
  const server = await startSmtp();
  const transport = openPlatformTransport(`smtp://127.0.0.1:${server.port}`);
  const id = uuidv7();
  await sendPlatformMail(transport, mail("ada@example.com"), id);
  await sendPlatformMail(transport, mail("ada@example.com"), id);

  const [first, second] = await server.messages();
  const parsed = first?.parsed;
  expect(first?.to).toEqual(["ada@example.com"]);
  expect(parsed?.text).toContain(mailedLink("verify_email", "seed"));
  expect(parsed?.html).toContain(`href="${mailedLink("verify_email", "seed")}"`);
  expect(parsed?.html).toContain("&lt;b&gt;Open&lt;/b&gt;");
  expect(parsed?.headers.get("auto-submitted")).toBe("auto-generated");
  expect(parsed?.messageId).toBe(second?.parsed.messageId);
  transport.close();
  await server.close();
});

test("an unknown address ends the job; a busy server retries", async () => {
  const server = await startSmtp({
    behaviour: {
      refuseRecipient: (address) =>
        address.startsWith("gone")
          ? { code: 550, message: "5.1.1 no such user" }
          : { code: 451, message: "4.3.0 try later" },
    },
  });
  const transport = openPlatformTransport(`smtp://127.0.0.1:${server.port}`);
  const lines = await logged(() => sendPlatformMail(transport, mail("gone@example.com"), uuidv7()));
  expect(lines).toMatchObject([
    { job: "platform-mail", error: [{ message: expect.stringContaining("5.1.1 no such user") }] },
  ]);
  await expect(sendPlatformMail(transport, mail("busy@example.com"), uuidv7())).rejects.toThrow(/not sent/);
  transport.close();
  await server.close();
  const toNobody = openPlatformTransport(`smtp://127.0.0.1:${server.port}`);
  await expect(sendPlatformMail(toNobody, mail("ada@example.com"), uuidv7())).rejects.toThrow(/not sent/);
  toNobody.close();
});

test("a workspace's sender answers for a mail of its own content", async () => {
  const server = await startSmtp();
  const transport = openPlatformTransport(`smtp://127.0.0.1:${server.port}`);
  const content = { heading: "Confirm", paragraphs: ["Once."] };
  const to = { address: "ada@example.com" };
  const id = await sendContent(
    transport,
    { to, subject: "Confirm", content, fromName: "Analytical Engines", replyTo: "desk@engines.example" },
    uuidv7(),
  );
  const [mail] = await server.messages();
  expect(mail?.parsed).toMatchObject({ messageId: id, replyTo: { text: "desk@engines.example" } });
  expect(mail?.parsed.from?.value[0]?.name).toBe("Analytical Engines via Mailneo");
  transport.close();
  await server.close();
});

for (const [given, shown] of [
  ["Analytical Engines", "Analytical Engines via Mailneo"],
  ["n".repeat(150), `${"n".repeat(60)} via Mailneo`],
  ["Mailneo Security", "A sender via Mailneo"],
  ["M a i l n e o", "A sender via Mailneo"],
  ["  ", "A sender via Mailneo"],
] as const)
  test(`a sender named ${given.slice(0, 20)} poses as nobody`, () => {
    expect(bySender(given)).toBe(shown);
  });

test("a password never travels without TLS", { tag: "@V12.3.1" }, async () => {
  const server = await startSmtp({ auth: { user: "u", pass: "p" } });
  const transport = openPlatformTransport(`smtp://u:p@127.0.0.1:${server.port}`);
  await expect(sendPlatformMail(transport, mail("ada@example.com"), uuidv7())).rejects.toThrow(/not sent/);
  expect(await server.messages()).toHaveLength(0);
  transport.close();
  await server.close();
});

test("a link's secret has 256 bits and is bound to purpose", () => {
  const token = mailedToken("verify_email", "seed");
  expect(Buffer.from(token, "base64url")).toHaveLength(32);
  expect(mailedToken("reset_password", "seed")).not.toBe(token);
  expect(mailedToken("verify_email", "other")).not.toBe(token);
  expect(mailedLink("verify_email", "seed")).toBe(`${env().APP_URL}/verify-email/${token}`);
});
