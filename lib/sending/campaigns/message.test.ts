import { expect, test } from "@playwright/test";
import { compileMessage, renderMessage } from "#lib/mail/message/compose.ts";
import type { CampaignFacts } from "./facts.ts";
import { messageSourceOf } from "./message.ts";

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
