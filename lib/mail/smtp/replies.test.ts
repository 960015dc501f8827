import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { classifyReply } from "./classify-reply.ts";
import { namesRecipient, sameReply } from "./same-reply.ts";
import { sendingLimit } from "./sending-limit.ts";

const sender = { from: "news@sender.example", to: "ada@reader.example" };
const now = new Date("2026-11-30T06:00:00Z");

// Words of real servers: command, reply, class, reason, and when a limit ends (its window, or the seconds it says).
const rows = readFileSync(new URL("replies.tsv", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .slice(1)
  .map((line) => line.split("\t").map((cell) => cell.replaceAll("\\n", "\r\n")));

for (const [index, [command = "", reply = "", kind, reason, ends = ""]] of rows.entries()) {
  test(`reply ${index + 1} at ${command} means ${reason}`, { tag: "@BS7" }, () => {
    const result = classifyReply(reply, { ...sender, command });
    expect([result.class, result.reason], reply).toEqual([kind, reason]);
    if (reason !== "sending-limit") return;
    const limit = sendingLimit(reply, { now });
    expect(limit.said ? String(limit.seconds) : limit.window, reply).toBe(ends);
  });
}

test("a limit's default wait is its window, or shorter for a 4xx", () => {
  const seconds = (reply: string, temporary = false) => sendingLimit(reply, { now, temporary }).seconds;
  expect(seconds("550 5.4.5 Daily user sending limit exceeded")).toBe(86_400);
  expect(seconds("550 exceeded hour limit")).toBe(3600);
  expect(seconds("550 Sending quota exceeded")).toBe(3600);
  expect(seconds("450 Sending quota exceeded", true)).toBe(900);
  expect(seconds("550 Sending quota reached, retry after 99999999 seconds")).toBe(31 * 86_400);
  expect(seconds("550 Sending limit reached until 2026-12-01T00:00:00Z")).toBe(18 * 3600);
  expect(seconds("550 Sending limit reached until 2026-12-01 02:00 +02:00")).toBe(18 * 3600);
  expect(seconds("550 limit of 100 messages per hour reached, wait an hour")).toBe(3600);
});

test("what names the sender and not the recipient concerns the sender", { tag: "@BS7" }, () => {
  expect(classifyReply("550 <news@sender.example>: no such user", sender).reason).toBe("sender");
  expect(classifyReply("550 <ada@reader.example>: no such user", sender).class).toBe("hard");
  expect(classifyReply("550 no such user", sender).class).toBe("hard");
  const self = { from: "ada@reader.example", to: "ada@reader.example" };
  expect(classifyReply("550 <ada@reader.example>: no such user", self).class).toBe("hard");
});

test("replies that differ in addresses, numbers and ids are the same", () => {
  const first = sameReply("550 5.1.1 <ada@reader.example>... User unknown id=1a2b [192.0.2.1] at 12:04:11");
  expect(sameReply("550 5.1.1 <bob@other.example>... User unknown id=77ff [192.0.2.9] at 12:04:59")).toBe(
    first,
  );
  expect(first).not.toContain("ada");
  expect(sameReply("550 5.1.1 Mailbox full")).not.toBe(first);
  expect(sameReply("554 5.1.1 <x@y.example>... User unknown")).not.toBe(first);
});

test("a reply names its recipient by address or by local part", () => {
  expect(namesRecipient("550 <Ada@Reader.example>: unknown", "ada@reader.example")).toBe(true);
  expect(namesRecipient("550 user lovelace unknown", "lovelace@reader.example")).toBe(true);
  expect(namesRecipient("550 user unknown", "user@reader.example")).toBe(true);
  expect(namesRecipient("550 no such person", "lovelace@reader.example")).toBe(false);
});
