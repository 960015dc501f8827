/** One entry of the audit log. `detail` is picked by hand, never a row: no secrets, no whole objects, nothing personal. */
export type AuditEntry = {
  /** The id of what was acted on. */
  target?: string | null;
  detail?: Record<string, string | number | boolean | null | string[]>;
  /** What each changed field was and is, made by changesBetween; kept in the detail under `changed`. */
  changed?: Changes;
  /** Personal data, sealed under the key of the person it is about, so that it can be erased and the chain stays whole. */
  about?: About;
  /** Where the actor's own does not fit: a sign-in is recorded for the person it was tried on. */
  workspaceId?: string | null;
  userId?: string | null;
};

/** `userId` for an account, `person` for a contact's id or `personOfAddress` in the entry's workspace. */
export type About = ({ userId: string } | { person: string }) & { fields: Record<string, string> };

/** The fields that a change touched, each before and after: plain values of the workspace, no secrets, no personal data. */
export type Changes = Record<string, [before: Plain, after: Plain]>;
export type Plain = string | number | boolean | null;

export type AuditResult = "done" | "refused" | "failed";

/** An entry with the action it records and how that ended. */
export type Recorded = { action: string; result: AuditResult; entry: AuditEntry };
