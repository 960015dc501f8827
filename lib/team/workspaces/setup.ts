import type { Overview } from "./overview.ts";

export type SetupStep = {
  id: "sender" | "email-account" | "newsletter" | "contacts" | "campaign";
  done: boolean;
  title: string;
  why: string;
  law?: string;
  fix: { label: string; href: string };
};

/** Returns the way to the first campaign, step by step. */
export function setupSteps(overview: Overview): SetupStep[] {
  const { draftId } = overview;
  return [
    {
      id: "sender",
      done: overview.hasSender,
      title: "Add your sender details",
      law: "CAN-SPAM § 7704(a)(5)",
      why: "Every message carries your sender name and postal address.",
      fix: { label: "Add sender details", href: "/settings/workspace" },
    },
    {
      id: "email-account",
      done: overview.hasEmailAccount,
      title: "Connect an email account",
      why: "Your mail goes out through your own provider. Its password is encrypted before it is stored.",
      fix: { label: "Connect an account", href: "/settings/email-accounts/new" },
    },
    {
      id: "newsletter",
      done: overview.hasNewsletter,
      title: "Create a newsletter",
      why: "What people subscribe to, and unsubscribe from.",
      fix: { label: "Create a newsletter", href: "/newsletters/new" },
    },
    {
      id: "contacts",
      done: overview.contacts > 0,
      title: "Import your contacts",
      law: "GDPR Art. 7(1)",
      why: "Record where each consent came from, so that you can prove it.",
      fix: { label: "Import contacts", href: "/contacts/imports/new" },
    },
    {
      id: "campaign",
      done: overview.hasSent,
      title: "Send your first campaign",
      why: "A check before sending names what is missing and how to fix it.",
      fix: draftId
        ? { label: "Continue editing", href: `/campaigns/${draftId}` }
        : { label: "Write a campaign", href: "/campaigns/new" },
    },
  ];
}
