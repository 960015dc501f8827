import type { Picture } from "./picture.ts";

/** A campaign's message as its author left it, with the facts that every copy shares. */
export type MessageSource = {
  from: { name: string; address: string };
  /** The return path; the From address when absent. */
  envelopeFrom?: string;
  replyTo?: { name?: string; address: string };
  subject: string;
  /** The line mailboxes show after the subject. Used when the message brings no layout of its own. */
  preheader?: string;
  /**
   * At least one of `html` and `text` is set; the other is made from it. `text` alone may use `plainToHtml`'s
   * marks.
   */
  html?: string;
  text?: string;
  /** Identifier that never changes (RFC 2919), like `0199a1c2.news.example.com`. */
  listId: string;
  listName?: string;
  senderName: string;
  /** Street or box, one line or several. */
  postalAddress: string;
  /**
   * Tells the recipient why the message came, as a sentence, shown above the sender's address. A copy may bring its own.
   */
  reason?: string;
  /** Whether the footer links to the recipient's own preference page too. */
  preferences?: boolean;
  /**
   * Identifiers for Gmail's feedback loop: campaign, customer, type, sender. Letters, digits, `.`, `_` and
   * `-`.
   */
  feedbackId: readonly [campaign: string, customer: string, type: string, sender: string];
  /** Color of links as #rrggbb, and a picture at the top, of a message that brings no layout of its own. */
  look?: { colour: string | null; logo: Picture | null };
  /** Names of merge fields besides the built-in ones. */
  mergeFields?: readonly string[];
};

export const builtInFields = [
  "first_name",
  "last_name",
  "name",
  "email",
  "unsubscribe_url",
  "postal_address",
  "sender_name",
] as const;
