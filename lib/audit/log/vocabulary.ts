import { accountRecoveryWords } from "#lib/account/account-recovery/audit-words.ts";
import { emailChangeWords } from "#lib/account/email-changes/audit-words.ts";
import { passkeyWords } from "#lib/account/passkeys/audit-words.ts";
import { passwordWords } from "#lib/account/passwords/audit-words.ts";
import { sessionWords } from "#lib/account/sessions/audit-words.ts";
import { twoFactorWords } from "#lib/account/two-factor/audit-words.ts";
import { userWords } from "#lib/account/users/audit-words.ts";
import { bulkActionWords } from "#lib/audience/bulk-actions/audit-words.ts";
import { confirmationWords } from "#lib/audience/confirmations/audit-words.ts";
import { consentWords } from "#lib/audience/consents/audit-words.ts";
import { contactFieldWords } from "#lib/audience/contact-fields/audit-words.ts";
import { contactWords } from "#lib/audience/contacts/audit-words.ts";
import { importWords } from "#lib/audience/imports/audit-words.ts";
import { interestAssessmentWords } from "#lib/audience/interest-assessments/audit-words.ts";
import { logoWords } from "#lib/audience/logos/audit-words.ts";
import { newsletterWords } from "#lib/audience/newsletters/audit-words.ts";
import { preferenceWords } from "#lib/audience/preferences/audit-words.ts";
import { segmentWords } from "#lib/audience/segments/audit-words.ts";
import { subscribeFormWords } from "#lib/audience/subscribe-forms/audit-words.ts";
import { subscriptionWords } from "#lib/audience/subscriptions/audit-words.ts";
import { suppressionRuleWords } from "#lib/audience/suppression-rules/audit-words.ts";
import { suppressionWords } from "#lib/audience/suppressions/audit-words.ts";
import { tagWords } from "#lib/audience/tags/audit-words.ts";
import { unsubscribeAlertWords } from "#lib/audience/unsubscribe-alerts/audit-words.ts";
import { auditExportWords } from "#lib/audit/exports/audit-words.ts";
import { auditVerificationWords } from "#lib/audit/verifications/audit-words.ts";
import type { EventWords } from "#lib/core/audit/words.ts";
import { apiKeyWords } from "#lib/integrations/api-keys/audit-words.ts";
import { webhookDeliveryWords } from "#lib/integrations/webhook-deliveries/audit-words.ts";
import { webhookWords } from "#lib/integrations/webhooks/audit-words.ts";
import { emailAccountWords } from "#lib/mailboxes/email-accounts/audit-words.ts";
import { accountWords } from "#lib/operations/accounts/audit-words.ts";
import { encryptionKeyWords } from "#lib/operations/encryption-keys/audit-words.ts";
import { subjectRequestWords } from "#lib/privacy/subject-requests/audit-words.ts";
import { campaignWords } from "#lib/sending/campaigns/audit-words.ts";
import { deliveryWords } from "#lib/sending/deliveries/audit-words.ts";
import { renewalWords } from "#lib/sending/renewals/audit-words.ts";
import { sendingDomainWords } from "#lib/sending/sending-domains/audit-words.ts";
import { invitationWords } from "#lib/team/invitations/audit-words.ts";
import { memberWords } from "#lib/team/members/audit-words.ts";
import { workspaceWords } from "#lib/team/workspaces/audit-words.ts";
import { auditLogWords } from "./audit-words.ts";

/**
 * Words of every action, one line per noun, in the order of the filter's list. Imported, because
 * the web bundle has no folder to search at run time. words.test.ts names a noun that is missing.
 */
const vocabulary = {
  ...sessionWords,
  ...passwordWords,
  ...userWords,
  ...emailChangeWords,
  ...twoFactorWords,
  ...passkeyWords,
  ...accountRecoveryWords,
  ...accountWords,
  ...workspaceWords,
  ...invitationWords,
  ...memberWords,
  ...emailAccountWords,
  ...sendingDomainWords,
  ...apiKeyWords,
  ...webhookWords,
  ...webhookDeliveryWords,
  ...contactWords,
  ...bulkActionWords,
  ...subscriptionWords,
  ...consentWords,
  ...tagWords,
  ...contactFieldWords,
  ...segmentWords,
  ...subscribeFormWords,
  ...confirmationWords,
  ...interestAssessmentWords,
  ...preferenceWords,
  ...logoWords,
  ...unsubscribeAlertWords,
  ...suppressionWords,
  ...suppressionRuleWords,
  ...importWords,
  ...newsletterWords,
  ...campaignWords,
  ...renewalWords,
  ...deliveryWords,
  ...subjectRequestWords,
  ...auditExportWords,
  ...encryptionKeyWords,
  ...auditVerificationWords,
  ...auditLogWords,
} satisfies Record<string, EventWords>;

/** Name of an action that can be recorded today. */
export type AuditAction = keyof typeof vocabulary;

export const events: Record<AuditAction, EventWords> = vocabulary;
