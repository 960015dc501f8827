import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { classifyReply } from "./classify-reply.ts";

const replies: [string, string, string][] = [
  [
    "hard",
    "unknown-user",
    "550 5.1.1 <ada@reader.test>: Recipient address rejected: User unknown in virtual mailbox table",
  ],
  [
    "hard",
    "unknown-user",
    "550-5.1.1 The email account that you tried to reach does not exist. Please try\r\n550-5.1.1 double-checking the recipient's email address\r\n550 5.1.1 https://support.google.com/mail/?p=NoSuchUser - gsmtp",
  ],
  ["hard", "unknown-user", "550 No such user here"],
  ["hard", "unknown-user", "550 Requested action not taken: mailbox unavailable: user not found"],
  [
    "hard",
    "unknown-user",
    "554 delivery error: dd This user doesn't have a yahoo.com account (ada@yahoo.com)",
  ],
  ["hard", "unknown-user", "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found"],
  ["hard", "disabled", "550 5.2.1 The email account that you tried to reach is disabled."],
  ["hard", "disabled", "550 5.2.1 The email account that you tried to reach is inactive"],
  ["hard", "bad-domain", "550 5.1.2 Bad destination system address"],
  ["hard", "bad-address", "501 5.1.3 Bad recipient address syntax"],
  ["hard", "moved", "551 5.1.6 mailbox has moved"],
  ["hard", "bad-domain", "556 5.1.10 Recipient address has null MX"],
  ["soft", "full", "552 5.2.2 The email account that you tried to reach is over quota"],
  ["soft", "full", "550 5.1.1 Mailbox full"],
  ["soft", "full", "452 4.2.2 mailbox full"],
  ["soft", "too-big", "552 5.3.4 Message size exceeds fixed limit"],
  ["soft", "rate", "450 4.7.1 Greylisted, try again later"],
  ["soft", "rate", "421 4.7.28 Our system has detected an unusual rate of unsolicited mail"],
  ["soft", "temporary", "451 4.3.0 Temporary lookup failure"],
  ["soft", "temporary", "450 4.1.1 <x@y.test>: unverified address: user unknown"],
  ["soft", "other", "550 Requested action not taken"],
  ["soft", "other", "554 5.0.0 Transaction failed"],
  [
    "policy",
    "authentication",
    "550-5.7.26 This mail has been blocked because the sender is unauthenticated.\r\n550 5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM.",
  ],
  [
    "policy",
    "authentication",
    "550 5.7.515 Access denied, sending domain EXAMPLE.COM does not meet the required authentication level",
  ],
  [
    "policy",
    "authentication",
    "550 5.7.509 Access denied, sending domain example.com does not pass DMARC verification",
  ],
  ["policy", "authentication", "550 5.7.27 SPF check failed"],
  ["policy", "blocked", "550 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using Spamhaus"],
  [
    "policy",
    "blocked",
    "554 5.7.1 Your access to this mail system has been rejected due to the sending MTA's poor reputation",
  ],
  ["policy", "content", "550 5.7.1 Message rejected due to unacceptable content"],
  ["policy", "relay-denied", "554 5.7.1 <ada@reader.test>: Relay access denied"],
  ["policy", "relay-denied", "550 relaying denied"],
  ["policy", "relay-denied", "530 5.7.0 Authentication required"],
  ["policy", "blocked", "550 5.1.1 Blocked: user unknown or sender on our blocklist"],
  ["policy", "blocked", "550 5.7.1 recipient unknown"],
  ["policy", "sender", "550 5.1.8 Sender domain not found"],
];
for (const [kind, reason, reply] of replies) {
  test(`${kind}, ${reason}: ${reply.replace(/\s+/g, " ").slice(0, 90)}`, { tag: "@DS1" }, () => {
    const result = classifyReply(reply);
    expect([result.class, result.reason]).toEqual([kind, reason]);
  });
}

test("no 5.7.x reply ever suppresses, whatever its words say", { tag: "@BS7" }, () => {
  const words = ["user unknown", "no such user", "mailbox disabled", "does not exist", "address rejected"];
  for (let detail = 0; detail < 800; detail += 1) {
    for (const text of words) expect(classifyReply(`550 5.7.${detail} ${text}`).class).toBe("policy");
  }
});

test("no 4xx reply ever suppresses", { tag: "@DS1" }, () => {
  for (const code of ["421", "450", "451", "452"]) {
    for (const status of ["", "4.1.1 ", "5.1.1 "]) {
      expect(classifyReply(`${code} ${status}user unknown`).class).toBe("soft");
    }
  }
});

test("property: any text is classified, never as an error", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("550 ", "5.1.1 ", "user ", "mailbox ", "\r\n550-", "a".repeat(5000), "user ".repeat(500)),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
      expect(["hard", "soft", "policy"]).toContain(classifyReply(pieces.join("")).class);
    }),
  );
});

test("classifying a reply takes linear time", () => {
  const seconds = (text: string) => {
    let quickest = Number.POSITIVE_INFINITY;
    for (let turn = 0; turn < 15; turn++) {
      const before = performance.now();
      classifyReply(text);
      quickest = Math.min(quickest, performance.now() - before);
    }
    return quickest;
  };
  for (const piece of ["a", " ", "user ", "mailbox ", "550 ", "5.1.1 ", "\r\n550-"]) {
    const [once, four] = [5000, 20_000].map((length) =>
      seconds(`550 ${piece.repeat(length / piece.length)}`),
    );
    // Sixteen when it is quadratic. What is over in a moment says nothing about growth.
    expect((four ?? 0) / Math.max(once ?? 0, 0.2), JSON.stringify(piece)).toBeLessThan(10);
  }
});
