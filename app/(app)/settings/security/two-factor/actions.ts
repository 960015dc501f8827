"use server";
import { cancelAccountRecovery } from "#lib/account/account-recovery/cancel.ts";
import { beginTwoFactor } from "#lib/account/two-factor/begin.ts";
import { disableTwoFactor } from "#lib/account/two-factor/disable.ts";
import { enableTwoFactor } from "#lib/account/two-factor/enable.ts";
import { regenerateRecoveryCodes } from "#lib/account/two-factor/regenerate-recovery-codes.ts";
import { formAction } from "#lib/web/form-action.ts";

const page = "/settings/security/two-factor";

export const beginTwoFactorAction = formAction(beginTwoFactor, {
  input: () => ({}),
  then: `${page}/enable`,
});

export const enableTwoFactorAction = formAction(enableTwoFactor, {
  state: ({ codes }) => ({ secrets: codes }),
});

export const disableTwoFactorAction = formAction(disableTwoFactor, {
  done: "Two-factor authentication is off.",
  then: page,
});

export const regenerateRecoveryCodesAction = formAction(regenerateRecoveryCodes, {
  input: () => ({}),
  state: ({ codes }) => ({ secrets: codes }),
});

export const cancelMyRecoveryAction = formAction(cancelAccountRecovery, {
  input: () => ({}),
  done: "The request is cancelled. Two-factor stays on.",
  then: page,
});
