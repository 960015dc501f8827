/**
 * Earlier names of actions, old to new. Entries are never rewritten, because their hashes cover the
 * name they were written under. Words and filters therefore use this table in both directions.
 * A line is never removed; an action renamed twice has two lines.
 */
export const renamed: Record<string, string> = {
  "audit_log.cancel_export": "audit_export.cancel",
  "audit_log.download": "audit_export.download",
  "audit_log.export": "audit_export.start",
  "audit_log.finish_export": "audit_export.finish",
  "audit_log.finish_verification": "audit_verification.finish",
  "audit_log.remove_export": "audit_export.remove",
  "audit_log.verify": "audit_verification.start",
  "invitation.accept_new": "invitation.accept_as_new",
  "recovery_code.regenerate": "two_factor.regenerate_recovery_codes",
  "session.passkey_sign_in": "session.sign_in_with_passkey",
  "session.revoke": "session.revoke_one",
};

/** Returns the name an action has today; its own when it was never renamed. */
export const currentName = (action: string): string =>
  Object.hasOwn(renamed, action) ? (renamed[action] ?? action) : action;

/** Returns every name under which entries of an action may be in the log, the current one first. */
export function everyNameOf(action: string): string[] {
  const current = currentName(action);
  return [current, ...Object.keys(renamed).filter((old) => renamed[old] === current)];
}
