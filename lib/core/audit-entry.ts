/**
 * One entry of the audit log. `detail` is picked field by field and holds no secrets, no whole rows and nothing
 * personal.
 */
export type AuditEntry = {
  /** The id of the thing acted on. */
  target?: string | null;
  detail?: Record<string, string | number | boolean | null | string[]>;
  /** Each changed field before and after, as changesBetween returns it. Stored in the detail under `changed`. */
  changed?: Changes;
  /** Personal data, sealed under the key of the person it is about, so that erasing it leaves the chain whole. */
  about?: About;
  /** Overrides the actor's workspace or user: a sign-in is recorded for the user it was tried on. */
  workspaceId?: string | null;
  userId?: string | null;
};

/**
 * The person that `fields` are about. `userId` is an account's; `person` is a contact's id or `personOfAddress` in
 * the workspace.
 */
export type About = ({ userId: string } | { person: string }) & { fields: Record<string, string> };

/**
 * The changed fields, each before and after. They hold plain values of the workspace, no secrets and no personal
 * data.
 */
export type Changes = Record<string, [before: Plain, after: Plain]>;
export type Plain = string | number | boolean | null;

export type AuditResult = "done" | "refused" | "failed";

/** An entry with the action it records and that action's result. */
export type Recorded = { action: string; result: AuditResult; entry: AuditEntry };
