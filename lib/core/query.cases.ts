import { accountRecoveryQueries } from "#lib/account-recovery/contract.cases.ts";
import { exportQueries } from "#lib/audit-exports/contract.cases.ts";
import { auditLogQueries } from "#lib/audit-log/contract.cases.ts";
import { campaignQueries } from "#lib/campaigns/contract.cases.ts";
import { contactQueries } from "#lib/contacts/contract.cases.ts";
import { deliveryQueries } from "#lib/deliveries/contract.cases.ts";
import { emailAccountQueries } from "#lib/email-accounts/contract.cases.ts";
import { emailChangeQueries } from "#lib/email-changes/contract.cases.ts";
import { encryptionKeyQueries } from "#lib/encryption-keys/contract.cases.ts";
import { importQueries } from "#lib/imports/contract.cases.ts";
import { newsletterQueries } from "#lib/newsletters/contract.cases.ts";
import { passkeyQueries } from "#lib/passkeys/contract.cases.ts";
import { passwordQueries } from "#lib/passwords/contract.cases.ts";
import { securityCheckQueries } from "#lib/security-check/contract.cases.ts";
import { sendingDomainQueries } from "#lib/sending-domains/contract.cases.ts";
import { sessionQueries } from "#lib/sessions/contract.cases.ts";
import { suppressionQueries } from "#lib/suppressions/contract.cases.ts";
import { teamQueries } from "#lib/team/contract.cases.ts";
import { twoFactorQueries } from "#lib/two-factor/contract.cases.ts";
import { unsubscribeQueries } from "#lib/unsubscribe/contract.cases.ts";
import { workspaceQueries } from "#lib/workspaces/contract.cases.ts";
import type { QueryCases } from "./contract.ts";

/** One case per query, gathered from the nouns: the walls' test names a missing one. */
export const queryCases: QueryCases = {
  ...accountRecoveryQueries,
  ...auditLogQueries,
  ...campaignQueries,
  ...contactQueries,
  ...deliveryQueries,
  ...emailAccountQueries,
  ...emailChangeQueries,
  ...encryptionKeyQueries,
  ...exportQueries,
  ...importQueries,
  ...newsletterQueries,
  ...passkeyQueries,
  ...passwordQueries,
  ...securityCheckQueries,
  ...sendingDomainQueries,
  ...sessionQueries,
  ...suppressionQueries,
  ...teamQueries,
  ...twoFactorQueries,
  ...unsubscribeQueries,
  ...workspaceQueries,
};
