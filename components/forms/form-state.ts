/** What a form's action returns. `fields` are messages by field name; `values` are the typed ones, never passwords. */
export type FormState = {
  status: "idle" | "error" | "done";
  message?: string;
  fields?: Record<string, string>;
  values?: Record<string, string>;
  /** The reference in the log, for an internal error only. */
  reference?: string;
  /** Secrets that are shown only now, such as recovery codes. */
  secrets?: string[];
  /** The factors that may give the missing fresh proof. */
  stepUp?: { passkey: boolean; code: boolean; password: boolean } | undefined;
};

export type FormAction = (state: FormState, data: FormData) => Promise<FormState>;

export const idle: FormState = { status: "idle" };
