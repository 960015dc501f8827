/** A rule of ours that tests carry as a tag: its words and its source. ASVS ids need no entry here. */
export type Rule = { words: string; source: string };

/** The rules by id. docs/rules.md is written from here and from the tests' tags. */
export const rules: Record<string, Rule> = {
  OC1: {
    words:
      "A campaign message has one `List-Unsubscribe` with one https address, and one `List-Unsubscribe-Post: List-Unsubscribe=One-Click`",
    source: "RFC 8058 §3.1, RFC 2369 §3",
  },
  OC2: {
    words: "A valid DKIM signature covers both fields",
    source: "RFC 8058 §4",
  },
  OC3: {
    words: "A POST of that pair unsubscribes, in both form encodings",
    source: "RFC 8058 §3.2",
  },
  OC4: {
    words: "It is never answered with a redirect",
    source: "RFC 8058 §3.1",
  },
  OC5: {
    words: "It needs no cookie, origin or token of its own, and ignores them",
    source: "RFC 8058 §3.1",
  },
  OC6: {
    words: "The address alone says who and what, is opaque, and cannot be forged",
    source: "RFC 8058 §3.1, §6",
  },
  OC7: {
    words: "The hundredth POST, and twenty at once, do what the first did",
    source: "RFC 8058",
  },
  OC8: {
    words: "A POST without the pair goes to the page that asks",
    source: "RFC 8058 §3.2",
  },
  OC9: {
    words: "Opening a link changes nothing",
    source: "RFC 9110 §9.2.1, RFC 8058 §1",
  },
  OC10: {
    words:
      'A visible link in every campaign message; one page, one click, no sign-in, "everything" always offered',
    source: "16 CFR 316.5, CASL s.11",
  },
  OC11: {
    words: "The link is ours, and passes through no tracking redirect",
    source: "RFC 8058 §3.1",
  },
  OC12: {
    words: "Leaving takes effect at once, also for messages still queued",
    source: "GDPR 7(3), CAN-SPAM 7704(a)(4)",
  },
  OC13: {
    words: "The link works for at least 60 days; ours does not expire",
    source: "CASL s.11(2)",
  },
  OC15: {
    words: "Transactional mail carries no one-click fields",
    source: "Gmail and Yahoo sender guidelines",
  },
  OC16: {
    words: "The address is in angle brackets, https first, never folded",
    source: "RFC 2369 §2, RFC 5322 §2.1.1",
  },
  BS2: {
    words: "SPF, DKIM and DMARC of the From domain are looked up and explained",
    source: "Gmail, Yahoo, Microsoft sender guidelines",
  },
  BS3: {
    words: "DKIM keys are RSA 2048",
    source: "RFC 8301",
  },
  BS7: {
    words: "A refusal for policy or authentication is the sender's problem: nobody is suppressed for it",
    source: "Gmail, Microsoft enhanced codes 5.7.x",
  },
  BS8: {
    words: "A free-mail From goes out through that provider only",
    source: "DMARC policies of gmail.com, yahoo.com",
  },
  BS9: {
    words: "`Feedback-ID` with four parts, signed",
    source: "Gmail feedback loop",
  },
  CS1: {
    words: "Opt-outs work for 30 days and are honoured",
    source: "15 U.S.C. 7704(a)(3), (4)",
  },
  CS3: {
    words: "A valid postal address in both parts of every campaign message",
    source: "15 U.S.C. 7704(a)(5)(A)(iii)",
  },
  CS2: {
    words: "Leaving costs no fee, no information beyond the address and one page",
    source: "16 CFR 316.5",
  },
  CS4: {
    words: "No subject that pretends to be an answer",
    source: "15 U.S.C. 7704(a)(2)",
  },
  CS6: { words: "A menu of categories always offers to stop all mail", source: "15 U.S.C. 7704(a)(3)(B)" },
  CA1: {
    words:
      "In Canada it takes express consent, or implied consent where the workspace allows it; legitimate interest is no ground",
    source: "CASL s.6(1), s.10",
  },
  CA2: {
    words:
      "Implied consent ends: 2 years after a purchase, a gift or a membership, 6 months after an inquiry",
    source: "CASL s.10(10), (13)",
  },
  CA3: {
    words:
      "A request for express consent names purpose, sender, mailing address, contact and withdrawal; only the person's own act answers it",
    source: "CASL s.10(1), SOR/2012-36 s.4",
  },
  CA4: {
    words: "Every message to Canada names sender, mailing address and a contact",
    source: "CASL s.6(2)",
  },
  CA5: {
    words: "Leaving costs nothing, works for 60 days and holds at once",
    source: "CASL s.11",
  },
  CA6: {
    words: "The consent of each person leaves as a receipt that anybody can verify",
    source: "CASL s.13",
  },
  GD1: {
    words: "Who agreed to what, when, how and in which words can be shown",
    source: "GDPR 7(1)",
  },
  GD2: {
    words: "Withdrawing is as easy as agreeing, and final for marketing",
    source: "GDPR 7(3), 21(3)",
  },
  GD3: {
    words:
      "A request about personal data is answered within a month, or extended by two with a reason, after a proof by mail",
    source: "GDPR 12(3), 12(6)",
  },
  GD4: {
    words: "One person's data leave in a readable form and as JSON, with nobody else's",
    source: "GDPR 15, 20",
  },
  GD5: {
    words: "An erased person is in no table and no file; a suppression outlives them as a keyed hash",
    source: "GDPR 17, 21(3)",
  },
  GD6: {
    words: "What is wrong about a person is corrected; a restricted person is neither mailed nor exported",
    source: "GDPR 16, 18",
  },
  GD9: { words: "What is not needed any more goes by itself", source: "GDPR 5(1)(e)" },
  GD11: {
    words: "A purchase or an interest mails people in countries of opt-in only with the facts of an own sale",
    source: "ePrivacy 13(1)-(2)",
  },
  GD12: {
    words: "Signups without confirmation are named, because German courts ask for double opt-in",
    source: "UWG 7, BGH I ZR 164/09",
  },
  DO1: {
    words:
      "A signup is pending until its person confirms; the mail that asks is neutral and names who, what, when and from where",
    source: "GDPR 7(1), § 7 UWG",
  },
  DO2: {
    words:
      "A confirmation link opens a page with a button; it has 128 bits, one purpose, 7 days, and confirms once",
    source: "RFC 9110 §9.2.1",
  },
  DO3: {
    words: "No scanner and no idle browser confirms a signup",
    source: "RFC 9110 §9.2.1",
  },
  DO4: {
    words:
      "Confirmation mails are limited by address, newsletter, network and form, across all workspaces; the answer is always the same",
    source: "M3AAWG, list bombing",
  },
  DO5: {
    words:
      "Forms resist list bombing: a field only programs fill in, a signed time of at least 2 seconds and at most a day, and a proof of work while programs rush a form",
    source: "M3AAWG, list bombing",
  },
  DO6: {
    words:
      "An unconfirmed signup goes after 30 days with its IP; only the person's own confirmation lifts an opt-out, never a complaint or a bounce",
    source: "GDPR 5(1)(e), 21(3)",
  },
  DO7: {
    words: "An import records who asserted consent",
    source: "GDPR 7(1)",
  },
  DS1: {
    words: "Delivery status is read by enhanced code; a 5xx alone is not a dead address",
    source: "RFC 3463, RFC 5248",
  },
  DS7: {
    words: "Our own automatic mail says so; bulk mail says so and names its list",
    source: "RFC 3834 §5, RFC 2919",
  },
};
