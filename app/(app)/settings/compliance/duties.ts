import type { CheckItem } from "#components/ui/check-list.tsx";
import { formatNumber, plural } from "#components/ui/format.ts";
import type { ComplianceOverview } from "#lib/privacy/compliance/overview.ts";

const workspaceSettings = "/settings/workspace";

/** What the General Data Protection Regulation asks, as this workspace stands. */
export function gdprDuties({ contacts, coverage, accounts }: ComplianceOverview): CheckItem[] {
  const without = coverage?.none ?? 0;
  const resting = coverage?.resting ?? 0;
  const mailed = contacts - resting;
  return [
    {
      id: "gdpr-record",
      state: coverage === null ? "advice" : without === 0 ? "done" : "missing",
      title:
        contacts === 0
          ? "Every contact will carry a record of its ground"
          : coverage === null
            ? "Grounds of more than 100,000 contacts are not counted here"
            : without === 0
              ? mailed === 0
                ? "No contact gets mail, so none needs a ground"
                : `All ${plural(mailed, "contact")} ${mailed === 1 ? "has" : "have"} a ground that holds`
              : `${plural(without, "contact")} without a ground that holds`,
      why: `Contacts without one get no mail. Each record has its source, wording and date.${resting > 0 ? ` ${formatNumber(resting)} more left or ${resting === 1 ? "has" : "have"} not confirmed yet, and ${resting === 1 ? "gets" : "get"} none either.` : ""}`,
      law: "GDPR Art. 6(1), 7(1)",
      ...((without > 0 || coverage === null) && {
        fix: { label: "See contacts", href: `/contacts?ground=${coverage === null ? "none" : "missing"}` },
      }),
    },
    {
      id: "gdpr-withdraw",
      state: "done",
      title: "Withdrawing is as easy as agreeing",
      why: "One click in every campaign message, without an account. It holds at once, for queued messages too.",
      law: "GDPR Art. 7(3), 21(3)",
    },
    {
      id: "gdpr-erasure",
      state: "done",
      title: "Deleting a contact keeps the promise not to mail them",
      why: "A suppression is matched by a keyed hash of the address, so it outlives the contact.",
      law: "GDPR Art. 17(3)",
    },
    ...(accounts > 0
      ? [
          {
            id: "gdpr-secrets",
            state: "done" as const,
            title: "Mail passwords are encrypted with your workspace’s own key",
            why: "AES-256-GCM. They are opened to connect, or to seal them with a new key, and each time is recorded.",
            law: "GDPR Art. 32(1)(a)",
          },
        ]
      : []),
  ];
}

/** What the CAN-SPAM Act asks of every commercial message. */
export function canSpamDuties({
  senderName,
  postalAddress,
  accounts,
  unsignedDomains,
}: ComplianceOverview): CheckItem[] {
  return [
    {
      id: "canspam-sender",
      state: senderName ? "done" : "missing",
      title: senderName ? "Messages say who sends them" : "Your sender name is missing",
      why: "No campaign is sent without it.",
      law: "CAN-SPAM § 7704(a)(1)",
      ...(!senderName && { fix: { label: "Add sender name", href: workspaceSettings } }),
    },
    {
      id: "canspam-address",
      state: postalAddress ? "done" : "missing",
      title: postalAddress
        ? "Your postal address is in every campaign message"
        : "Your postal address is missing",
      why: "No campaign is sent without it.",
      law: "CAN-SPAM § 7704(a)(5)",
      ...(!postalAddress && { fix: { label: "Add postal address", href: workspaceSettings } }),
    },
    {
      id: "canspam-optout",
      state: "done",
      title: "Every campaign message has an unsubscribe link",
      why: "Opt-outs hold at once; the law allows 10 business days.",
      law: "CAN-SPAM § 7704(a)(3), (4)",
    },
    ...(accounts > 0 && unsignedDomains > 0
      ? [
          {
            id: "canspam-domain",
            state: "advice" as const,
            title: `${plural(unsignedDomains, "From domain is", "From domains are")} not authenticated`,
            why: "A DKIM signature proves that the From address is yours.",
            fix: { label: "Authenticate domain", href: "/settings/email-accounts" },
          },
        ]
      : []),
  ];
}

/** What Canada's Anti-Spam Legislation asks. */
export function caslDuties({
  inCanada,
  canadianConsent,
  ending,
  postalAddress,
}: ComplianceOverview): CheckItem[] {
  return [
    {
      id: "casl-consent",
      state: "done",
      title:
        canadianConsent === "express"
          ? "People in Canada get mail only with express consent"
          : "People in Canada get mail with express consent, or implied consent that has not ended",
      why: `${inCanada === 0 ? "No contact has Canada as country." : `${formatNumber(inCanada)} of your contacts ${inCanada === 1 ? "is" : "are"} in Canada.`} Legitimate interest never counts there.`,
      law: "CASL s.6(1)(a), s.10",
    },
    {
      id: "casl-ending",
      state: ending > 0 ? "advice" : "done",
      title:
        ending > 0
          ? `Consent of ${plural(ending, "contact")} ends within 30 days`
          : "No implied consent ends within 30 days",
      why: "Two years after a purchase, six months after an inquiry. Mail stops on that day.",
      law: "CASL s.10(10)",
      ...(ending > 0 && { fix: { label: "See contacts", href: "/contacts?ground=ending" } }),
    },
    {
      id: "casl-sender",
      state: postalAddress ? "done" : "missing",
      title: postalAddress ? "Messages carry your name and address" : "Your postal address is missing",
      why: "With a way to unsubscribe that works for at least 60 days.",
      law: "CASL s.6(2)",
      ...(!postalAddress && { fix: { label: "Add postal address", href: workspaceSettings } }),
    },
  ];
}
