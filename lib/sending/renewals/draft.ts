/** Who asks, and what for: what a request for consent must say (CASL s.10(1), SOR/2012-36 s.4). */
export type Asking = {
  sender: string;
  newsletter: string;
  postalAddress: string;
  /** Address that answers reach. */
  contact: string;
};

/**
 * Returns the text of a renewal, in neutral words: no offer, no praise, no penalty. It says the purpose, who asks, their
 * mailing address and contact, and that consent can be withdrawn. A message that asks for consent is commercial itself
 * (s.1(3)), so that it goes only to people who may be mailed today.
 */
export function renewalDraft({ sender, newsletter, postalAddress, contact }: Asking) {
  return {
    subject: `May ${sender} keep sending you ${newsletter}?`,
    body: [
      "Hello {{first_name|there}},",
      `${sender} sends you ${newsletter} because of a purchase, a question or another contact between us. The law lets us do that for a limited time, and it ends soon.`,
      `If you want to keep getting ${newsletter} by email, open this page and press the button there:`,
      `[Keep getting ${newsletter}]({{agree_url}})`,
      "If you do nothing, it stops when that time ends. You can withdraw your consent at any time, with the unsubscribe link in every message or by answering it.",
      [sender, postalAddress, contact].filter(Boolean).join("\n"),
    ].join("\n\n"),
  };
}
