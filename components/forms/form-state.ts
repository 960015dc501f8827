/** What a form's action answers. `fields` are messages by field name; `values` what was typed, never passwords. */
export type FormState = {
  status: "idle" | "error" | "done";
  message?: string;
  fields?: Record<string, string>;
  values?: Record<string, string>;
  /** Only when the fault is ours: the reference the log holds it under. */
  reference?: string;
  /** Secrets to be shown this once, such as recovery codes. */
  secrets?: string[];
  /** A fresh proof of who asks is missing: what may be shown, the strongest first. */
  stepUp?: { passkey: boolean; code: boolean; password: boolean } | undefined;
};

export type FormAction = (state: FormState, data: FormData) => Promise<FormState>;

export const idle: FormState = { status: "idle" };
