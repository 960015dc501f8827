import { type EventWords, whom, whose } from "#lib/core/audit/words.ts";

const roles = { owner: "Owner", admin: "Admin", member: "Member", viewer: "Viewer" };
const role = { label: "Role", words: roles };
const keys = {
  keysRevoked: "API keys revoked",
  keysKept: "API keys of theirs that still work",
  webhooksHeld: "Webhooks of theirs that stand still",
  campaignsPaused: "Campaigns of their keys paused",
};
const left = {
  role,
  sessionsEnded: "Sessions that left the workspace",
  invitationsWithdrawn: "Invitations withdrawn",
  mailAccounts: "Mail passwords they know",
  ...keys,
};

/** The people of a workspace. */
export const memberWords = {
  "member.change_role": {
    group: "team",
    to: "change a role",
    target: "user",
    did: (facts) => `changed ${whose(facts)} role`,
    shows: { invitationsWithdrawn: "Invitations withdrawn", ...keys },
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
} satisfies Record<string, EventWords>;
