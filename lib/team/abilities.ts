import { shortenAccountRecovery } from "#lib/account-recovery/shorten.ts";
import { cancelExport } from "#lib/audit-exports/cancel.ts";
import { downloadExport } from "#lib/audit-exports/download.ts";
import { exportLog } from "#lib/audit-exports/start.ts";
import { listAuditLog } from "#lib/audit-log/list.ts";
import { verifyAuditLog } from "#lib/audit-verifications/start.ts";
import { createCampaign } from "#lib/campaigns/create.ts";
import { listCampaigns } from "#lib/campaigns/list.ts";
import { pauseCampaign } from "#lib/campaigns/pause.ts";
import { resumeCampaign } from "#lib/campaigns/resume.ts";
import { sendCampaign } from "#lib/campaigns/send.ts";
import { prepareTest } from "#lib/campaigns/send-test.ts";
import { updateCampaign } from "#lib/campaigns/update.ts";
import { createContact } from "#lib/contacts/create.ts";
import { deleteContact } from "#lib/contacts/delete.ts";
import { listContacts } from "#lib/contacts/list.ts";
import { type Role, roleNames } from "#lib/core/actor.ts";
import type { Command } from "#lib/core/command.ts";
import { rolesAdmitted } from "#lib/core/policies.ts";
import type { Query } from "#lib/core/query.ts";
import { sendAgain } from "#lib/deliveries/send-again.ts";
import { saveEmailAccount } from "#lib/email-accounts/connect.ts";
import { disconnectEmailAccount } from "#lib/email-accounts/disconnect.ts";
import { cancelImport } from "#lib/imports/cancel.ts";
import { createImport } from "#lib/imports/create.ts";
import { reopenImport } from "#lib/imports/reopen.ts";
import { resumeImport } from "#lib/imports/resume.ts";
import { rollBackImport } from "#lib/imports/roll-back.ts";
import { startImport } from "#lib/imports/start.ts";
import { archiveNewsletter } from "#lib/newsletters/archive.ts";
import { createNewsletter } from "#lib/newsletters/create.ts";
import { updateNewsletter } from "#lib/newsletters/update.ts";
import { createSendingDomain } from "#lib/sending-domains/create.ts";
import { saveVerifiedDomain } from "#lib/sending-domains/verify.ts";
import { addSuppressions } from "#lib/suppressions/add.ts";
import { liftSuppression } from "#lib/suppressions/lift.ts";
import { updateWorkspace } from "#lib/workspaces/update.ts";
import { cancelInvitation } from "./cancel-invitation.ts";
import { changeRole } from "./change-role.ts";
import { invite } from "./invite.ts";
import { leaveWorkspace } from "./leave.ts";
import { listMembers } from "./list-members.ts";
import { remindMember } from "./remind.ts";
import { removeMember } from "./remove.ts";
import { requireTwoFactor } from "./require-two-factor.ts";
import { resendInvitation } from "./resend-invitation.ts";
import { mayManage } from "./rules.ts";
import { transferOwnership } from "./transfer-ownership.ts";

// Commands differ in what they take; here only their policies are read.
type AnyCommand = Pick<Command, "spec">;
type AnyQuery = Pick<Query, "query">;
type Line = { words: string } & (
  | { commands: AnyCommand[] }
  | { queries: AnyQuery[] }
  | { rule: (role: Role) => boolean }
);

const lines: Line[] = [
  {
    words: "See contacts, campaigns, reports and the team",
    queries: [listContacts, listCampaigns, listMembers],
  },
  { words: "See the audit log", queries: [listAuditLog] },
  {
    words: "Verify and export the audit log",
    commands: [verifyAuditLog, exportLog, cancelExport, downloadExport],
  },
  { words: "Leave the workspace", commands: [leaveWorkspace] },
  { words: "Add and delete contacts", commands: [createContact, deleteContact] },
  {
    words: "Import contacts from a file",
    commands: [createImport, reopenImport, startImport, resumeImport, cancelImport, rollBackImport],
  },
  { words: "Write newsletters", commands: [createNewsletter, updateNewsletter, archiveNewsletter] },
  {
    words: "Write, test and send campaigns",
    commands: [createCampaign, updateCampaign, prepareTest, sendCampaign, pauseCampaign, resumeCampaign],
  },
  { words: "Suppress addresses", commands: [addSuppressions] },
  { words: "Lift a suppression", commands: [liftSuppression] },
  { words: "Send again what nobody knows the fate of", commands: [sendAgain] },
  {
    words: "Connect mail accounts and sign domains",
    commands: [saveEmailAccount, disconnectEmailAccount, createSendingDomain, saveVerifiedDomain],
  },
  { words: "Change the workspace's name and sender", commands: [updateWorkspace] },
  {
    words: "Invite, change and remove members and viewers",
    commands: [invite, resendInvitation, cancelInvitation, changeRole, removeMember, remindMember],
  },
  { words: "Invite, change and remove admins and owners", rule: (role) => mayManage(role, "admin") },
  { words: "Vouch for a member's account recovery", commands: [shortenAccountRecovery] },
  { words: "Demand two-factor authentication of everybody", commands: [requireTwoFactor] },
  { words: "Transfer the ownership", commands: [transferOwnership] },
];

export type Ability = { words: string; roles: Role[]; commands: string[] };

/** What each role may do, read off the policies that decide it: the table on the Team page. */
export const abilities: Ability[] = lines.map((line) => ({
  words: line.words,
  commands: "commands" in line ? line.commands.map(({ spec }) => spec.name) : [],
  roles: roleNames.filter((role) => mayDo(line, role)),
}));

function mayDo(line: Line, role: Role): boolean {
  if ("rule" in line) return line.rule(role);
  const policies =
    "commands" in line
      ? line.commands.map(({ spec }) => spec.policy)
      : line.queries.map((each) => each.query.policy);
  return policies.every((policy) => rolesAdmitted(policy)?.includes(role));
}
