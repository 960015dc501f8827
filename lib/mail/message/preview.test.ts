import { expect, test } from "@playwright/test";
import type { MessageSource } from "./message-source.ts";
import { previewMessage } from "./preview.ts";

const source: MessageSource = {
  from: { name: "Analytical Engines", address: "news@sender.test" },
  subject: "For {{first_name|you}}",
  text: "# Hello {{first_name|there}}\n\n[Leave]({{unsubscribe_url}}) or stay.",
  listId: "list.sender.test",
  senderName: "Analytical Engines",
  postalAddress: "12 St James's Square\nLondon",
  feedbackId: ["c", "w", "campaign", "a"],
};

test("an author previews both parts as one recipient gets them", () => {
  const values = { first_name: "Ada & <b>", unsubscribe_url: "https://mail.test/unsubscribe/x" };
  const { subject, html, text } = previewMessage(source, values);
  expect(subject).toBe("For Ada & <b>");
  expect(html).toContain("Hello Ada &amp; &lt;b&gt;");
  expect(html).toContain('href="https://mail.test/unsubscribe/x"');
  expect(text).toContain("Hello Ada & <b>");
  for (const part of [html, text]) expect(part).toContain("London");
});

test("an unfinished message has a preview too", () => {
  const { subject, html, text } = previewMessage({ ...source, subject: "", text: "", postalAddress: "" }, {});
  expect(subject).toBe("");
  expect(html).toContain("Unsubscribe");
  expect(text).toContain("Analytical Engines");
});
