import type { CheckItem } from "#components/ui/check-list.tsx";
import { formatDay, formatNumber, plural } from "#components/ui/format.ts";
import type { ComplianceOverview } from "#lib/privacy/compliance/overview.ts";

const workspaceSettings = "/settings/workspace";
const assessments = "/settings/compliance/legitimate-interest";

/** What the General Data Protection Regulation and ePrivacy ask, as this workspace stands. */
export function gdprDuties(overview: ComplianceOverview): CheckItem[] {
  const { accounts } = overview;
  return [
    record(overview),
    proof(overview),
    ...interest(overview),
    ...forms(overview),
    ...countries(overview),
    requestDuty(overview),
    {
      id: "gdpr-withdraw",
      state: "done",
      title: "Withdrawing is as easy as agreeing",
      why: "One click in every campaign message, without an account. It holds at once, for queued messages too.",
      law: "GDPR Art. 7(3), 21(3)",
    },
    {
      id: "gdpr-access",
      state: "done",
      title: "Everything about one person is one file",
      why: "“Hand over” on a contact’s page makes it as JSON or as a page to print, with every consent and message.",
      law: "GDPR Art. 15, 20",
    },
    {
      id: "gdpr-erasure",
      state: "done",
      title: "Erasing a contact keeps the promise not to mail them",
      why: "The address goes everywhere. A suppression is matched by its keyed hash, so it outlives the contact.",
      law: "GDPR Art. 17",
    },
    {
      id: "gdpr-restriction",
      state: "done",
      title:
        overview.restricted === 0
          ? "Nobody’s data is restricted"
          : `${plural(overview.restricted, "contact is", "contacts are")} restricted`,
      why: "A restricted person gets no mail, and no export holds them but their own.",
      law: "GDPR Art. 18",
      ...(overview.restricted > 0 && { fix: { label: "See contacts", href: "/contacts?state=restricted" } }),
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

const requests = "/settings/compliance/requests";

/** The clock of people who asked about their data. */
function requestDuty({ openRequests, overdueRequests, nextRequestDue }: ComplianceOverview): CheckItem {
  const law = "GDPR Art. 12(3)";
  if (openRequests === 0 || nextRequestDue === null)
    return {
      id: "gdpr-requests",
      state: "done",
      title: "No data requests are open",
      why: "People ask on your page for requests, and prove their address by mail.",
      law,
    };
  return {
    id: "gdpr-requests",
    state: overdueRequests > 0 ? "missing" : "advice",
    title:
      overdueRequests > 0
        ? `${plural(overdueRequests, "data request is", "data requests are")} overdue`
        : `${plural(openRequests, "data request is", "data requests are")} open`,
    why:
      overdueRequests > 0
        ? "The month to answer is over. Answer now."
        : `The next answer is due on ${formatDay(nextRequestDue)}.`,
    law,
    fix: { label: "See requests", href: requests },
  };
}

function record({ contacts, coverage }: ComplianceOverview): CheckItem {
  const without = coverage?.none ?? 0;
  const resting = coverage?.resting ?? 0;
  const mailed = contacts - resting;
  return {
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
  };
}

function proof({ unproved }: ComplianceOverview): CheckItem {
  const missing = (unproved ?? 0) > 0;
  if (unproved === null)
    return {
      id: "gdpr-proof",
      state: "advice",
      title: "Proofs of more than 100,000 contacts are not counted here",
      why: "Mail to people in the EU, the EEA, the UK and Switzerland is held back without one.",
      law: "GDPR Art. 7(1)",
    };
  return {
    id: "gdpr-proof",
    state: missing ? "missing" : "done",
    title: missing
      ? `${plural(unproved, "consent")} without proof`
      : "Every consent can be shown, in the words they saw",
    why: missing
      ? "Mail to people in the EU, the EEA, the UK and Switzerland is held back without it."
      : "Each has a signed receipt that anybody can verify. Changing a form later changes none of them.",
    law: "GDPR Art. 7(1)",
    ...(missing && {
      fix: { label: "See contacts", href: "/contacts?state=consent_no_proof" },
    }),
  };
}

/** A legitimate interest is none until it was weighed. */
function interest({ interests, unassessed }: ComplianceOverview): CheckItem[] {
  if (!interests) return [];
  const open = (unassessed ?? 0) > 0;
  return [
    {
      id: "gdpr-interest",
      state: open ? "missing" : "done",
      title: open
        ? `${plural(unassessed ?? 0, "legitimate interest")} without an assessment`
        : "Your legitimate interests are assessed",
      why: "Purpose, necessity and balancing, in writing, before the first message. Alone it is no ground for mail to Europe (ePrivacy Art. 13).",
      law: "GDPR Art. 6(1)(f), 5(2)",
      fix: { label: open ? "Write assessment" : "See assessments", href: assessments },
    },
  ];
}

function* forms({ openForms, unconfirmedForms, unnoticedForms }: ComplianceOverview): Generator<CheckItem> {
  if (openForms === 0) return;
  yield {
    id: "gdpr-double-opt-in",
    state: unconfirmedForms > 0 ? "advice" : "done",
    title:
      unconfirmedForms > 0
        ? `${plural(unconfirmedForms, "newsletter takes", "newsletters take")} signups without confirmation`
        : "Every signup is confirmed by email",
    why: "A confirmed address proves who agreed. German courts ask for it (UWG § 7, BGH I ZR 164/09).",
    law: "GDPR Art. 7(1)",
    ...(unconfirmedForms > 0 && { fix: { label: "See newsletters", href: "/newsletters" } }),
  };
  yield {
    id: "gdpr-notice",
    state: unnoticedForms > 0 ? "missing" : "done",
    title:
      unnoticedForms > 0
        ? `${plural(unnoticedForms, "signup form names", "signup forms name")} no privacy notice`
        : "Every signup form names your privacy notice",
    why: "People must be told at the form who uses their address, and what for. Each consent records the version they saw.",
    law: "GDPR Art. 13",
    ...(unnoticedForms > 0 && { fix: { label: "See newsletters", href: "/newsletters" } }),
  };
}

/** Contacts whose country nothing tells get what the strictest law lets them get. */
function countries({ laws, audience }: ComplianceOverview): CheckItem[] {
  const anywhere = laws?.strict ?? 0;
  if (anywhere === 0) return [];
  return [
    {
      id: "gdpr-countries",
      state: "advice",
      title: `${plural(anywhere, "contact")} may live anywhere`,
      why: `Neither country, address, postal code nor time zone tells the law, so that only express consent counts.${audience === "worldwide" ? " Say where your readers live, or record their country." : ""}`,
      law: "ePrivacy Art. 13, CASL s.6(1)",
      fix: { label: "Say where they live", href: workspaceSettings },
    },
  ];
}

/** What the CAN-SPAM Act asks of every commercial message. */
export function canSpamDuties({
  senderName,
  postalAddress,
  accounts,
  unsignedDomains,
  left,
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
      id: "canspam-subject",
      state: "done",
      title: "Subjects are checked before every campaign",
      why: "A false “Re:” or “Fwd:” is named, and so is a subject without words.",
      law: "CAN-SPAM § 7704(a)(2)",
    },
    {
      id: "canspam-optout",
      state: "done",
      title: "Every campaign message has an unsubscribe link",
      why: "One page and one button: no sign-in, no fee, no question first. It works for years.",
      law: "CAN-SPAM § 7704(a)(3)",
    },
    {
      id: "canspam-honoured",
      state: "done",
      title:
        left > 0 ? `${plural(left, "opt-out")} of the last 30 days held at once` : "Opt-outs hold at once",
      why: "The law allows 10 business days. Messages already queued are stopped.",
      law: "CAN-SPAM § 7704(a)(4)",
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
  laws,
  canadianConsent,
  ending,
  undated,
  postalAddress,
  accounts,
}: ComplianceOverview): CheckItem[] {
  const bySigns = Math.max(0, (laws?.canada ?? inCanada) - inCanada);
  return [
    {
      id: "casl-consent",
      state: "done",
      title:
        canadianConsent === "express"
          ? "People in Canada get mail only with express consent"
          : "People in Canada get mail with express consent, or implied consent that has not ended",
      why: [
        inCanada === 0
          ? "No contact has Canada as country."
          : `${formatNumber(inCanada)} of your contacts ${inCanada === 1 ? "is" : "are"} in Canada.`,
        bySigns > 0 &&
          `${plural(bySigns, "more is", "more are")} judged so by address, postal code or time zone.`,
        "Legitimate interest never counts there.",
      ]
        .filter(Boolean)
        .join(" "),
      law: "CASL s.6(1)(a), s.10",
    },
    {
      id: "casl-ending",
      state: ending > 0 ? "advice" : "done",
      title:
        ending > 0
          ? `Consent of ${plural(ending, "contact")} ends within 30 days`
          : "No implied consent ends within 30 days",
      why: "Two years after a purchase, a gift or a membership, six months after an inquiry. Mail stops on that day. Ask for express consent before.",
      law: "CASL s.10(10), (13)",
      ...(ending > 0 && { fix: { label: "See who", href: "/settings/compliance/lapsing" } }),
    },
    ...((undated ?? 0) > 0
      ? [
          {
            id: "casl-undated",
            state: "missing" as const,
            title: `${plural(undated ?? 0, "implied consent")} in Canada without a date`,
            why: "Implied consent counts from a day. Without it, nobody can show that it has not ended, so that it does not count.",
            law: "CASL s.10(10), s.13",
            fix: { label: "See contacts", href: "/contacts?country=CA&ground=none" },
          },
        ]
      : []),
    {
      id: "casl-proof",
      state: "done",
      title: "Consent of each person can be shown",
      why: "The burden of proof is yours. Each line of the ledger has a signed receipt.",
      law: "CASL s.13",
      fix: { label: "Open ledger", href: "/settings/compliance/consents" },
    },
    {
      id: "casl-sender",
      state: postalAddress ? "done" : "missing",
      title: postalAddress ? "Messages carry your name and address" : "Your postal address is missing",
      why: "With a way to answer, and a way to unsubscribe that works for at least 60 days.",
      law: "CASL s.6(2), s.11",
      ...(!postalAddress && { fix: { label: "Add postal address", href: workspaceSettings } }),
    },
    ...(accounts === 0
      ? [
          {
            id: "casl-contact",
            state: "missing" as const,
            title: "No address that answers reach",
            why: "Messages name a way to contact you that works for 60 days: the From address of an email account.",
            law: "CASL s.6(2)(c), (3)",
            fix: { label: "Connect account", href: "/settings/email-accounts" },
          },
        ]
      : []),
  ];
}
