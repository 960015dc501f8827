import { accountRecoveryCases } from "#lib/account-recovery/contract.cases.ts";
import { exportCases } from "#lib/audit-exports/contract.cases.ts";
import { auditLogCases } from "#lib/audit-log/contract.cases.ts";
import { campaignCases } from "#lib/campaigns/contract.cases.ts";
import { contactCases } from "#lib/contacts/contract.cases.ts";
import { deliveryCases } from "#lib/deliveries/contract.cases.ts";
import { emailAccountCases } from "#lib/email-accounts/contract.cases.ts";
import { emailChangeCases } from "#lib/email-changes/contract.cases.ts";
import { encryptionKeyCases } from "#lib/encryption-keys/contract.cases.ts";
import { importCases } from "#lib/imports/contract.cases.ts";
import { newsletterCases } from "#lib/newsletters/contract.cases.ts";
import { passkeyCases } from "#lib/passkeys/contract.cases.ts";
import { passwordCases } from "#lib/passwords/contract.cases.ts";
import { sendingDomainCases } from "#lib/sending-domains/contract.cases.ts";
import { sessionCases } from "#lib/sessions/contract.cases.ts";
import { suppressionCases } from "#lib/suppressions/contract.cases.ts";
import { teamCases } from "#lib/team/contract.cases.ts";
import { twoFactorCases } from "#lib/two-factor/contract.cases.ts";
import { userCases } from "#lib/users/contract.cases.ts";
import { workspaceCases } from "#lib/workspaces/contract.cases.ts";
import type { CommandName } from "./command-names.ts";
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
