import type { Transaction } from "#lib/core/database/transaction.ts";

export type ConfirmationAsked = {
  workspaceId: string;
  contactId: string;
  newsletterId: string;
  /** The record of the consent ledger that the person is to confirm. */
  consentId: string;
};

/**
 * Asks for one confirmation mail to a person whose subscription waits (`confirmed_at` null). The mail itself belongs to the
 * double opt-in, which replaces this body.
 */
export async function requestConfirmation(_tx: Transaction, _asked: ConfirmationAsked): Promise<void> {}
