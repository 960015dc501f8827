import { sha256 } from "#lib/crypto/hash.ts";

/** What a person saw on a form when they agreed. */
export type FormShown = {
  /** Where it stood: "hosted", "embedded", "preferences", "member", "renewal". */
  form: string;
  /** Address of the page around an embedded form, where the browser named it. */
  page: string | null;
  locale: string;
  /** Exact words beside the button. */
  wording: string;
  privacyUrl: string | null;
  /** Since when the form named that notice: its version. */
  privacySince: Date | null;
};

/** The message whose link led to the consent, and the signup that it asked about. Its answer is the consent itself. */
export type ConfirmationAsked = {
  signup: { createdAt: Date; ip: string | null; userAgent: string | null } | null;
  messageId: string | null;
  mailedAt: Date | null;
};

/**
 * Returns the evidence that the ledger keeps of a consent given on a form (GDPR 7(1)). The wording has its hash, so that a
 * later change of the form or of the record shows. `asked` is null for a form that was not confirmed by mail.
 */
export function evidenceOf(shown: FormShown, asked: ConfirmationAsked | null): Record<string, unknown> {
  return {
    form: shown.form,
    page: shown.page,
    locale: shown.locale,
    wordingHash: sha256(shown.wording).toString("hex"),
    privacyNotice: shown.privacyUrl,
    privacyNoticeSince: shown.privacySince?.toISOString() ?? null,
    ...(asked?.signup && {
      signedUpAt: asked.signup.createdAt.toISOString(),
      signedUpIp: asked.signup.ip,
      signedUpUserAgent: asked.signup.userAgent,
    }),
    ...(asked && {
      confirmationMessageId: asked.messageId,
      confirmationMailedAt: asked.mailedAt?.toISOString() ?? null,
    }),
    confirmed: asked !== null,
  };
}
