import { accountRecoveryQueries } from "#lib/account/account-recovery/contract.cases.ts";
import { emailChangeQueries } from "#lib/account/email-changes/contract.cases.ts";
import { passkeyQueries } from "#lib/account/passkeys/contract.cases.ts";
import { passwordQueries } from "#lib/account/passwords/contract.cases.ts";
import { securityCheckQueries } from "#lib/account/security-check/contract.cases.ts";
import { sessionQueries } from "#lib/account/sessions/contract.cases.ts";
import { twoFactorQueries } from "#lib/account/two-factor/contract.cases.ts";
import { contactQueries } from "#lib/audience/contacts/contract.cases.ts";
import { importQueries } from "#lib/audience/imports/contract.cases.ts";
import { newsletterQueries } from "#lib/audience/newsletters/contract.cases.ts";
import { suppressionQueries } from "#lib/audience/suppressions/contract.cases.ts";
import { unsubscribeQueries } from "#lib/audience/unsubscribe/contract.cases.ts";
import { exportQueries } from "#lib/audit/exports/contract.cases.ts";
import { auditLogQueries } from "#lib/audit/log/contract.cases.ts";
import { emailAccountQueries } from "#lib/mailboxes/email-accounts/contract.cases.ts";
import { encryptionKeyQueries } from "#lib/operations/encryption-keys/contract.cases.ts";
import { campaignQueries } from "#lib/sending/campaigns/contract.cases.ts";
import { deliveryQueries } from "#lib/sending/deliveries/contract.cases.ts";
import { sendingDomainQueries } from "#lib/sending/sending-domains/contract.cases.ts";
import { teamQueries } from "#lib/team/members/contract.cases.ts";
import { workspaceQueries } from "#lib/team/workspaces/contract.cases.ts";
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
