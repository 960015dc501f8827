import { shortenAccountRecovery } from "#lib/account/account-recovery/shorten.ts";
import { cancelBulkAction } from "#lib/audience/bulk-actions/cancel.ts";
import { eraseContacts } from "#lib/audience/bulk-actions/erase.ts";
import { liftBulkAction } from "#lib/audience/bulk-actions/lift.ts";
import { startBulkAction } from "#lib/audience/bulk-actions/start-now.ts";
import { subscribeContacts } from "#lib/audience/bulk-actions/subscribe.ts";
import { suppressSelected } from "#lib/audience/bulk-actions/suppress.ts";
import { tagContacts } from "#lib/audience/bulk-actions/tag.ts";
import { undoBulkAction } from "#lib/audience/bulk-actions/undo.ts";
import { sendConfirmationTest } from "#lib/audience/confirmations/send-test.ts";
import { consentReceipt } from "#lib/audience/consents/hand-over.ts";
import { createContactField } from "#lib/audience/contact-fields/create.ts";
import { deleteContactField } from "#lib/audience/contact-fields/delete.ts";
import { fillContactFields } from "#lib/audience/contact-fields/fill.ts";
import { correctAddress } from "#lib/audience/contacts/correct-address.ts";
import { createContact } from "#lib/audience/contacts/create.ts";
import { deleteContact } from "#lib/audience/contacts/delete.ts";
import { deleteContacts } from "#lib/audience/contacts/delete-many.ts";
import { exportContacts } from "#lib/audience/contacts/export.ts";
import { handOver } from "#lib/audience/contacts/hand-over.ts";
import { liftRestriction } from "#lib/audience/contacts/lift-restriction.ts";
import { listContacts } from "#lib/audience/contacts/list.ts";
import { suppressContacts } from "#lib/audience/contacts/suppress-many.ts";
import { updateContact } from "#lib/audience/contacts/update.ts";
import { cancelImport } from "#lib/audience/imports/cancel.ts";
import { createImport } from "#lib/audience/imports/create.ts";
import { createSuppressionList } from "#lib/audience/imports/create-suppression-list.ts";
import { exportImportRows } from "#lib/audience/imports/export.ts";
import { reopenImport } from "#lib/audience/imports/reopen.ts";
import { resumeImport } from "#lib/audience/imports/resume.ts";
import { rollBackImport } from "#lib/audience/imports/roll-back.ts";
import { startImport } from "#lib/audience/imports/start.ts";
import { writeInterestAssessment } from "#lib/audience/interest-assessments/write.ts";
import { removeLogo } from "#lib/audience/logos/remove.ts";
import { setLogo } from "#lib/audience/logos/set.ts";
import { archiveNewsletter } from "#lib/audience/newsletters/archive.ts";
import { createNewsletter } from "#lib/audience/newsletters/create.ts";
import { restoreNewsletter } from "#lib/audience/newsletters/restore.ts";
import { setNewsletterConfirmation } from "#lib/audience/newsletters/set-confirmation.ts";
import { setNewsletterSender } from "#lib/audience/newsletters/set-sender.ts";
import { setNewsletterSignup } from "#lib/audience/newsletters/set-signup.ts";
import { updateNewsletter } from "#lib/audience/newsletters/update.ts";
import { createSegment } from "#lib/audience/segments/create.ts";
import { deleteSegment } from "#lib/audience/segments/delete.ts";
import { updateSegment } from "#lib/audience/segments/update.ts";
import { addSubscription } from "#lib/audience/subscriptions/add.ts";
import { endSubscription } from "#lib/audience/subscriptions/end.ts";
import { recordConsent } from "#lib/audience/subscriptions/record-consent.ts";
import { resubscribe } from "#lib/audience/subscriptions/resubscribe.ts";
import { addSuppressionRule } from "#lib/audience/suppression-rules/add.ts";
import { removeSuppressionRule } from "#lib/audience/suppression-rules/remove.ts";
import { addSuppressions } from "#lib/audience/suppressions/add.ts";
import { exportSuppressions } from "#lib/audience/suppressions/export.ts";
import { importSuppressions } from "#lib/audience/suppressions/import.ts";
import { liftSuppression } from "#lib/audience/suppressions/lift.ts";
import { applyTags } from "#lib/audience/tags/apply.ts";
import { deleteTag } from "#lib/audience/tags/delete.ts";
import { setTags } from "#lib/audience/tags/set.ts";
import { cancelExport } from "#lib/audit/exports/cancel.ts";
import { downloadExport } from "#lib/audit/exports/download.ts";
import { exportLog } from "#lib/audit/exports/start.ts";
import { listAuditLog } from "#lib/audit/log/list.ts";
import { verifyAuditLog } from "#lib/audit/verifications/start.ts";
import { type Role, roleNames } from "#lib/core/actor.ts";
import type { Command } from "#lib/core/command.ts";
import { rolesAdmitted } from "#lib/core/policies.ts";
import type { Query } from "#lib/core/query.ts";
import { createApiKey } from "#lib/integrations/api-keys/create.ts";
import { revokeApiKey } from "#lib/integrations/api-keys/revoke.ts";
import { rotateApiKey } from "#lib/integrations/api-keys/rotate.ts";
import { replayWebhookDelivery } from "#lib/integrations/webhook-deliveries/replay.ts";
import { createWebhook } from "#lib/integrations/webhooks/create.ts";
import { deleteWebhook } from "#lib/integrations/webhooks/delete.ts";
import { pauseWebhook } from "#lib/integrations/webhooks/pause.ts";
import { resumeWebhook } from "#lib/integrations/webhooks/resume.ts";
import { rotateWebhookSecret } from "#lib/integrations/webhooks/rotate-secret.ts";
import { sendWebhookTest } from "#lib/integrations/webhooks/send-test.ts";
import { updateWebhook } from "#lib/integrations/webhooks/update.ts";
import { saveEmailAccount } from "#lib/mailboxes/email-accounts/connect.ts";
import { disconnectEmailAccount } from "#lib/mailboxes/email-accounts/disconnect.ts";
import { createRequest } from "#lib/privacy/subject-requests/create.ts";
import { extendRequest } from "#lib/privacy/subject-requests/extend.ts";
import { fulfilRequest } from "#lib/privacy/subject-requests/fulfil.ts";
import { refuseRequest } from "#lib/privacy/subject-requests/refuse.ts";
import { withdrawRequest } from "#lib/privacy/subject-requests/withdraw.ts";
import { withdrawBundle } from "#lib/privacy/subject-requests/withdraw-bundle.ts";
import { createCampaign } from "#lib/sending/campaigns/create.ts";
import { deleteCampaign } from "#lib/sending/campaigns/delete.ts";
import { duplicateCampaign } from "#lib/sending/campaigns/duplicate.ts";
import { listCampaigns } from "#lib/sending/campaigns/list.ts";
import { pauseCampaign } from "#lib/sending/campaigns/pause.ts";
import { rehearseCampaign } from "#lib/sending/campaigns/rehearse.ts";
import { resumeCampaign } from "#lib/sending/campaigns/resume.ts";
import { scheduleCampaign } from "#lib/sending/campaigns/schedule.ts";
import { sendCampaign } from "#lib/sending/campaigns/send.ts";
import { prepareTest } from "#lib/sending/campaigns/send-test.ts";
import { setWelcome } from "#lib/sending/campaigns/set-welcome.ts";
import { unscheduleCampaign } from "#lib/sending/campaigns/unschedule.ts";
import { updateCampaign } from "#lib/sending/campaigns/update.ts";
import { judgeRefusals } from "#lib/sending/deliveries/judge.ts";
import { sendAgain } from "#lib/sending/deliveries/send-again.ts";
import { prepareRenewal } from "#lib/sending/renewals/prepare.ts";
import { createSendingDomain } from "#lib/sending/sending-domains/create.ts";
import { saveVerifiedDomain } from "#lib/sending/sending-domains/verify.ts";
import { cancelInvitation } from "#lib/team/invitations/cancel.ts";
import { invite } from "#lib/team/invitations/create.ts";
import { resendInvitation } from "#lib/team/invitations/resend.ts";
import { changeRole } from "#lib/team/members/change-role.ts";
import { leaveWorkspace } from "#lib/team/members/leave.ts";
import { listMembers } from "#lib/team/members/list.ts";
import { remindMember } from "#lib/team/members/remind.ts";
import { removeMember } from "#lib/team/members/remove.ts";
import { mayManage } from "#lib/team/members/rules.ts";
import { requireTwoFactor } from "#lib/team/workspaces/require-two-factor.ts";
import { transferOwnership } from "#lib/team/workspaces/transfer-ownership.ts";
import { updateWorkspace } from "#lib/team/workspaces/update.ts";

// Commands differ in their input types; this file reads only their policies.
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
  {
    words: "Add, edit and erase contacts",
    commands: [createContact, updateContact, correctAddress, deleteContact, deleteContacts],
  },
  {
    words: "Tag, add to a newsletter, suppress or erase many contacts at once",
    commands: [
      tagContacts,
      subscribeContacts,
      suppressSelected,
      eraseContacts,
      undoBulkAction,
      startBulkAction,
      cancelBulkAction,
    ],
  },
  {
    words: "Add a contact to a newsletter, and unsubscribe one on request",
    commands: [addSubscription, endSubscription, resubscribe, recordConsent],
  },
  {
    words: "Tag contacts, define and fill in their fields, save segments",
    commands: [
      applyTags,
      setTags,
      deleteTag,
      createContactField,
      fillContactFields,
      createSegment,
      updateSegment,
      deleteSegment,
    ],
  },
  { words: "Delete a contact field with its values", commands: [deleteContactField] },
  {
    words: "Answer people who ask about their data",
    commands: [
      createRequest,
      fulfilRequest,
      extendRequest,
      refuseRequest,
      withdrawRequest,
      withdrawBundle,
      liftRestriction,
    ],
  },
  { words: "Export the data of one contact", commands: [handOver, consentReceipt] },
  {
    words: "Import contacts from a file",
    commands: [
      createImport,
      createSuppressionList,
      reopenImport,
      startImport,
      resumeImport,
      cancelImport,
      rollBackImport,
      exportImportRows,
    ],
  },
  {
    words: "Write newsletters",
    commands: [
      createNewsletter,
      updateNewsletter,
      setNewsletterSender,
      setNewsletterSignup,
      setNewsletterConfirmation,
      sendConfirmationTest,
      setWelcome,
      archiveNewsletter,
      restoreNewsletter,
    ],
  },
  {
    words: "Write, test, schedule and send campaigns",
    commands: [
      createCampaign,
      updateCampaign,
      duplicateCampaign,
      deleteCampaign,
      prepareTest,
      rehearseCampaign,
      sendCampaign,
      scheduleCampaign,
      unscheduleCampaign,
      pauseCampaign,
      resumeCampaign,
      prepareRenewal,
    ],
  },
  {
    words: "Suppress addresses",
    commands: [addSuppressions, importSuppressions, suppressContacts, addSuppressionRule],
  },
  { words: "Export contacts and suppressions", commands: [exportContacts, exportSuppressions] },
  {
    words: "Lift a suppression, remove a rule",
    commands: [liftSuppression, liftBulkAction, removeSuppressionRule],
  },
  { words: "Decide about a run of refusals", commands: [judgeRefusals] },
  { words: "Resend messages with unknown delivery", commands: [sendAgain] },
  {
    words: "Create, change and delete webhooks, and read their log",
    commands: [
      createWebhook,
      updateWebhook,
      rotateWebhookSecret,
      sendWebhookTest,
      pauseWebhook,
      resumeWebhook,
      deleteWebhook,
      replayWebhookDelivery,
    ],
  },
  {
    words: "Connect mail accounts and sign domains",
    commands: [saveEmailAccount, disconnectEmailAccount, createSendingDomain, saveVerifiedDomain],
  },
  { words: "Create, rotate and revoke API keys", commands: [createApiKey, rotateApiKey, revokeApiKey] },
  { words: "Change the workspace's name, sender and logo", commands: [updateWorkspace, setLogo, removeLogo] },
  { words: "Assess a legitimate interest", commands: [writeInterestAssessment] },
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

/** Lists what each role may do, for the table on the Team page. The roles come from the policies that decide it. */
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
