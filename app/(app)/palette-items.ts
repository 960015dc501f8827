import type { PaletteItem } from "#components/shell/nav-model.ts";
import { type Policy, workspaceAdmin, workspaceMember } from "#lib/core/policies.ts";

export type Place = Omit<PaletteItem, "icon"> & { href: string; may?: Policy };

/**
 * Every page a member finds by name, with the words people look for it by. testing/contract/palette.test.ts names a
 * page of app/(app) that is missing here.
 */
export const places: Place[] = [
  ...inGroup("Pages", [
    ["/dashboard", "Dashboard", "home start overview what needs you tasks setup statistics numbers"],
    ["/contacts", "Contacts", "people subscribers list audience readers customers export csv download"],
    ["/contacts/segments", "Segments", "saved filters groups audiences live count"],
    ["/contacts/fields", "Tags and fields", "custom fields labels columns properties attributes"],
    ["/contacts/bulk-actions", "Bulk actions", "undo select many tag suppress erase contacts"],
    ["/contacts/imports", "Imports", "files csv upload refused rows resume roll back undo mailchimp"],
    ["/newsletters", "Newsletters", "lists topics subscribers audience archived archive restore"],
    ["/campaigns", "Campaigns", "mails emails drafts sent reports broadcasts results statistics"],
    ["/search", "Search", "find look up records"],
  ]),
  ...inGroup("Create", [
    ["/campaigns/new", "New campaign", "write compose send mail email draft", workspaceMember],
    ["/newsletters/new", "New newsletter", "create list topic", workspaceMember],
    [
      "/contacts/imports/new",
      "Import contacts",
      "csv upload file people mailchimp add many",
      workspaceMember,
    ],
    ["/contacts/new", "Add a contact", "new person subscriber", workspaceMember],
    ["/settings/webhooks/new", "New webhook", "create hook callback events url integrate", workspaceAdmin],
    ["/settings/team/invite", "Send invitations", "add colleagues new user", workspaceAdmin],
    [
      "/settings/email-accounts/new",
      "Connect an email account",
      "smtp server add sender gmail",
      workspaceAdmin,
    ],
    [
      "/settings/api-keys/new",
      "New API key",
      "create token secret access program integration zapier",
      workspaceAdmin,
    ],
    [
      "/settings/compliance/suppressions/new",
      "Suppress addresses",
      "block never mail opt out do not contact add suppressions",
      workspaceMember,
    ],
    [
      "/settings/compliance/requests/new",
      "Enter a data request",
      "dsar subject access erasure letter phone gdpr",
      workspaceMember,
    ],
    [
      "/settings/security/passkeys/new",
      "Add a passkey",
      "new webauthn fingerprint face security key yubikey",
    ],
    ["/workspaces/new", "New workspace", "create company organisation brand"],
  ]),
  ...inGroup("You", [
    ["/settings/profile", "Profile", "account my name me user settings preferences"],
    ["/settings/profile/email", "Change email address", "new mail sign in login account"],
    ["/settings/security", "Security", "score check-up protection safe settings"],
    ["/settings/security/password", "Change password", "new reset forgot login"],
    [
      "/settings/security/two-factor",
      "Two-factor authentication",
      "2fa mfa totp otp authenticator app code second factor two-step verification 2-step",
    ],
    [
      "/settings/security/two-factor/enable",
      "Enable 2FA",
      "turn on set up two-factor authentication authenticator app mfa qr",
    ],
    ["/settings/security/two-factor/disable", "Disable 2FA", "turn off two-factor authentication mfa"],
    [
      "/settings/security/two-factor/recovery-codes",
      "New recovery codes",
      "backup codes lost phone 2fa print download",
    ],
    [
      "/settings/security/passkeys",
      "Passkeys",
      "webauthn fido security key yubikey fingerprint face id touch id",
    ],
    [
      "/settings/security/sessions",
      "Sessions",
      "devices browsers signed in where logged in sign out everywhere log out other",
    ],
    [
      "/settings/security/audit-log",
      "Audit log",
      "security events activity history who signed in what changed export verify chain proof evidence",
    ],
  ]),
  ...inGroup("Workspace", [
    [
      "/settings/workspace",
      "Workspace settings",
      "company name sender postal address time zone timezone canada casl consent rename plan",
    ],
    [
      "/settings/api-keys/usage",
      "API usage",
      "requests statistics limits 429 errors traffic programs monitoring",
      workspaceAdmin,
    ],
    [
      "/settings/team",
      "Team",
      "members people roles invite invitations owner admin viewer permissions remove access colleagues require 2fa",
    ],
    [
      "/settings/webhooks",
      "Webhooks",
      "hooks events callbacks integrations zapier deliveries log",
      workspaceAdmin,
    ],
    [
      "/settings/email-accounts",
      "Email accounts",
      "smtp server sender domain dkim spf dmarc dns authentication mailbox gmail app password",
    ],
    [
      "/settings/api-keys",
      "API keys",
      "tokens secrets access programs integrations developer rotate revoke rest",
    ],
    [
      "/settings/compliance",
      "Compliance",
      "gdpr can-spam canspam casl law privacy data protection officer dpo consent retention evidence legal",
    ],
    [
      "/settings/compliance/requests",
      "Data requests",
      "dsar subject access request sar gdpr erasure right to be forgotten restrict rectify object export personal data",
    ],
    [
      "/settings/compliance/consents",
      "Consent ledger",
      "grants withdrawals opt-in proof receipt evidence who agreed when wording lawful basis gdpr 7",
    ],
    [
      "/settings/compliance/lapsing",
      "Expires this month",
      "implied consent ends casl canada renewal re-permission ask again express lapsing countdown",
    ],
    [
      "/settings/compliance/legitimate-interest",
      "Legitimate interest",
      "assessment lia purpose necessity balancing gdpr 6 lawful basis",
    ],
    [
      "/settings/compliance/suppressions",
      "Suppressions",
      "unsubscribed bounced complained spam never mail blocked addresses blocklist blacklist do not contact opt out",
    ],
    [
      "/settings/compliance/suppressions/rules",
      "Suppression rules",
      "block domain competitor role addresses abuse postmaster",
    ],
  ]),
];

/** For the owner of the installation only. */
export const installationPlace: Place = {
  id: "/settings/installation",
  href: "/settings/installation",
  label: "Installation",
  group: "Installation",
  keywords:
    "encryption keys rotate ring server operator admin self-hosted accounts people end sessions sign out",
};

type Row = [href: string, label: string, keywords: string, may?: Policy];

function inGroup(group: string, rows: Row[]): Place[] {
  return rows.map(([href, label, keywords, may]) => ({ id: href, href, label, keywords, group, may }));
}
