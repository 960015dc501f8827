import { type EventWords, said, whom, whose } from "#lib/core/audit/words.ts";

const roles = { owner: "Owner", admin: "Admin", member: "Member", viewer: "Viewer" };
const role = { label: "Role", words: roles };
const invited = { role, message: "With a message", mailed: "Mailed" };

/** Invitations to the team. */
export const invitationWords = {
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
  "invitation.accept_as_new": {
    group: "team",
    to: "join with a new account",
    proves: true,
    target: "invitation",
    did: ({ detail }) => `made an account and joined the team${asRole(detail)}`,
    shows: invited,
  },
} satisfies Record<string, EventWords>;

const asRole = (detail: Record<string, unknown>) =>
  said(detail, "role") ? ` as ${said(detail, "role")}` : "";
