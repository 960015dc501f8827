import { accountRecoveryCases } from "#lib/account/account-recovery/contract.cases.ts";
import { emailChangeCases } from "#lib/account/email-changes/contract.cases.ts";
import { passkeyCases } from "#lib/account/passkeys/contract.cases.ts";
import { passwordCases } from "#lib/account/passwords/contract.cases.ts";
import { sessionCases } from "#lib/account/sessions/contract.cases.ts";
import { twoFactorCases } from "#lib/account/two-factor/contract.cases.ts";
import { userCases } from "#lib/account/users/contract.cases.ts";
import { contactCases } from "#lib/audience/contacts/contract.cases.ts";
import { importCases } from "#lib/audience/imports/contract.cases.ts";
import { newsletterCases } from "#lib/audience/newsletters/contract.cases.ts";
import { suppressionCases } from "#lib/audience/suppressions/contract.cases.ts";
import { exportCases } from "#lib/audit/exports/contract.cases.ts";
import { auditLogCases } from "#lib/audit/log/contract.cases.ts";
import type { CommandName } from "#lib/core/command-names.ts";
import { emailAccountCases } from "#lib/mailboxes/email-accounts/contract.cases.ts";
import { encryptionKeyCases } from "#lib/operations/encryption-keys/contract.cases.ts";
import { campaignCases } from "#lib/sending/campaigns/contract.cases.ts";
import { deliveryCases } from "#lib/sending/deliveries/contract.cases.ts";
import { sendingDomainCases } from "#lib/sending/sending-domains/contract.cases.ts";
import { teamCases } from "#lib/team/members/contract.cases.ts";
import { workspaceCases } from "#lib/team/workspaces/contract.cases.ts";
import type { Case } from "./contract.ts";

/** One case per command, gathered from the nouns: a missing one does not compile. */
export const cases: Record<CommandName, Case> = {
  ...accountRecoveryCases,
  ...auditLogCases,
  ...campaignCases,
  ...contactCases,
  ...deliveryCases,
  ...emailAccountCases,
  ...emailChangeCases,
  ...encryptionKeyCases,
  ...exportCases,
  ...importCases,
  ...newsletterCases,
  ...passkeyCases,
  ...passwordCases,
  ...sendingDomainCases,
  ...sessionCases,
  ...suppressionCases,
  ...teamCases,
  ...twoFactorCases,
  ...userCases,
  ...workspaceCases,
};
