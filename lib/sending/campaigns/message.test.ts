import { expect, test } from "@playwright/test";
import type { Ground } from "#lib/audience/contacts/grounds.ts";
import { compileMessage, renderMessage } from "#lib/mail/message/compose.ts";
import type { CampaignFacts } from "./facts.ts";
import { messageSourceOf, reasonOf } from "./message.ts";

const facts = (id: string, fromAddress: string) =>
  ({
    id,
    subject: "News",
    body: "Hello",
    workspace: {
      id: "0199a1c2-0000-7000-8000-000000000001",
      senderName: "Ada",
      postalAddress: "1 Main Street",
    },
    look: { colour: "evergreen", logo: null },
    newsletter: null,
    account: { id: "a", fromName: "Ada", fromAddress },
  }) as unknown as CampaignFacts;

test("Feedback-ID has four fields, the last stable and short", { tag: "@BS9" }, () => {
  const field = (id: string, from: string) => {
    const message = renderMessage(compileMessage(messageSourceOf(facts(id, from))), {
      to: { address: "grace@reader.example" },
      messageId: "<abc@sender.example>",
      unsubscribeUrl: "https://mail.sender.example/u/1",
      merge: {},
      date: new Date(),
    });
    return /^Feedback-ID: (.*)\r$/m.exec(message.raw.toString("latin1"))?.[1]?.split(":") ?? [];
  };
  const [first, second, other] = [
    field("c1", "news@sender.example"),
    field("c2", "offers@sender.example"),
    field("c1", "news@other.example"),
  ];
  expect(first).toHaveLength(4);
  expect(first[3]).toMatch(/^[a-z0-9]{5,15}$/);
  expect(second[3]).toBe(first[3]);
  expect(other[3]).not.toBe(first[3]);
});

test("both parts of a copy name the recipient's own ground", { tag: "@GD11" }, () => {
  const newsletter = { id: "n1", name: "News & <Views>" };
  const compiled = compileMessage(
    messageSourceOf({ ...facts("c1", "news@sender.example"), newsletter } as unknown as CampaignFacts),
  );
  const partsOf = (ground: Ground | null) => {
    const { raw } = renderMessage(compiled, {
      to: { address: "grace@reader.example" },
      messageId: "<abc@sender.example>",
      unsubscribeUrl: "https://mail.sender.example/u/1",
      ...(ground && { reason: reasonOf(ground, newsletter.name) }),
      merge: { footer_reason: "forged" },
      date: new Date(),
    });
    const text = raw
      .toString("latin1")
      .replaceAll("=\r\n", "")
      .replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
    return text.split("Content-Type: text/html");
  };
  for (const [ground, words] of [
    ["express", "because you subscribed to News & <Views>."],
    ["implied_purchase", "because you bought from us."],
    ["soft_opt_in", "because you bought something similar from us."],
    ["implied_inquiry", "because you asked us about what we offer."],
    ["legitimate_interest", "because we think that News & <Views> is of interest to you."],
    [null, "because you subscribed to News & <Views>."],
  ] as const) {
    const [text = "", html = ""] = partsOf(ground);
    expect(text).toContain(words);
    expect(html).toContain(words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
    expect(text + html).not.toContain("forged");
    if (ground && ground !== "express") expect(text + html).not.toContain("subscribed");
  }
});
