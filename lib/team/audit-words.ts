import { type EventWords, said, the, whom, whose } from "#lib/core/audit/words.ts";

const roles = { owner: "Owner", admin: "Admin", member: "Member", viewer: "Viewer" };
const role = { label: "Role", words: roles };
const left = {
  role,
  sessionsEnded: "Sessions that left the workspace",
  invitationsWithdrawn: "Invitations withdrawn",
  mailAccounts: "Mail passwords they know",
};
const invited = { role };

/** The workspace, its team, its mail accounts. */
export const workspaceWords = {
  "workspace.create": {
    group: "settings",
    to: "make a workspace",
    target: "workspace",
    did: (facts) => `made ${the("workspace", facts)}`,
    shows: { name: "Name" },
  },
  "workspace.switch": {
    group: "settings",
    to: "go into a workspace",
    target: "workspace",
    did: (facts) => (facts.name ? `went into the workspace “${facts.name}”` : "went into a workspace"),
  },
  "workspace.update": {
    group: "settings",
    to: "change the workspace",
    target: "workspace",
    did: "changed the workspace’s settings",
  },
  "workspace.transfer_ownership": {
    group: "team",
    to: "transfer the ownership",
    target: "user",
    did: (facts) => `made ${whom(facts)} the owner in their place`,
  },
  "workspace.require_two_factor": {
    group: "two-factor",
    to: "change the workspace’s two-factor rule",
    target: "workspace",
    did: ({ detail }) =>
      detail.required ? "asked two factors of everybody" : "took back the rule of two factors for everybody",
    shows: { from: "From", told: "People told" },
  },
  "invitation.create": {
    group: "team",
    to: "invite somebody",
    target: "invitation",
    did: (facts) => `invited ${whom(facts)} as ${said(facts.detail, "role") || "a member"}`,
    shows: invited,
  },
  "invitation.resend": {
    group: "team",
    to: "send an invitation again",
    target: "invitation",
    did: (facts) => `sent ${whose(facts)} invitation again`,
    shows: invited,
  },
  "invitation.cancel": {
    group: "team",
    to: "cancel an invitation",
    target: "invitation",
    did: (facts) => `cancelled ${whose(facts)} invitation`,
    shows: invited,
  },
  "invitation.accept": {
    group: "team",
    to: "accept an invitation",
    target: "invitation",
    did: ({ detail }) => `joined the team${asRole(detail)}`,
    shows: invited,
  },
  "invitation.accept_new": {
    group: "team",
    to: "join with a new account",
    proves: true,
    target: "invitation",
    did: ({ detail }) => `made an account and joined the team${asRole(detail)}`,
    shows: invited,
  },
  "member.change_role": {
    group: "team",
    to: "change a role",
    target: "user",
    did: (facts) => `changed ${whose(facts)} role`,
    shows: { invitationsWithdrawn: "Invitations withdrawn" },
  },
  "member.remove": {
    group: "team",
    to: "remove a member",
    target: "user",
    did: (facts) => `removed ${whom(facts)} from the team`,
    shows: left,
  },
  "member.leave": {
    group: "team",
    to: "leave the workspace",
    target: "user",
    did: "left the workspace",
    shows: left,
  },
  "member.remind": {
    group: "team",
    to: "remind a member of two-factor authentication",
    target: "user",
    did: (facts) => `asked ${whom(facts)} to turn on two-factor authentication`,
  },
  "email_account.connect": {
    group: "mail",
    to: "connect a mail account",
    target: "emailAccount",
    did: (facts) =>
      `${facts.detail.again ? "gave new settings to" : "connected"} ${the("mail account", facts)}`,
    shows: { label: "Name", fromAddress: "From", host: "Server", port: "Port", said: "The server said" },
  },
  "email_account.disconnect": {
    group: "mail",
    to: "disconnect a mail account",
    target: "emailAccount",
    did: (facts) => `disconnected ${the("mail account", facts)} and destroyed its password`,
    shows: { label: "Name", pausedCampaigns: "Campaigns paused" },
  },
  "demo.sign_up": {
    group: "settings",
    to: "make the sample workspace’s owner",
    did: "made the sample workspace’s owner",
  },
  "demo.clear": {
    group: "settings",
    to: "clear a sample workspace that was not finished",
    did: "cleared a sample workspace that was not finished",
  },
  "demo.back_date": {
    group: "settings",
    to: "move the sample data into the past",
    did: "moved the sample data into the past",
  },
  "email_account.note_who_connected": {
    group: "mail",
    to: "note who connected the mail accounts",
    did: "noted who connected the mail accounts, at an update",
  },
  "sending_domain.create": {
    group: "mail",
    to: "make a signing key for a domain",
    target: "sendingDomain",
    did: (facts) => `made a signing key for ${facts.name ?? "a domain"}`,
    shows: { domain: "Domain", selector: "Selector" },
  },
  "sending_domain.verify": {
    group: "mail",
    to: "verify a domain",
    target: "sendingDomain",
    did: (facts) => `verified ${facts.name ?? "a domain"}: its mail is signed from now on`,
    shows: { domain: "Domain" },
  },
} satisfies Record<string, EventWords>;

const asRole = (detail: Record<string, unknown>) =>
  said(detail, "role") ? ` as ${said(detail, "role")}` : "";
