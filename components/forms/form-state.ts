/** What a form's action returns. `fields` are messages by field name; `values` are the typed ones, never passwords. */
export type FormState = {
  status: "idle" | "error" | "done";
  message?: string;
  fields?: Record<string, string>;
  values?: Record<string, string>;
  /** The typed values of names with several, such as ticked boxes. */
  lists?: Record<string, string[]>;
  /** The reference in the log, for an internal error only. */
  reference?: string;
  /** A link that leads on from a refusal, such as to what is there already. */
  link?: { href: string; words: string };
  /** Secrets that are shown only now, such as recovery codes. */
  secrets?: string[];
  /** What came of each of several things, with a secret that is shown only now, such as a link. `held`: done, and its mail was not sent. */
  results?: { title: string; ok: boolean; words: string; secret?: string; held?: true }[];
  /** The version of what was saved, for the next save of the same page. */
  version?: string;
  /** Part of it was done and part was not: shown in amber, with both in words. */
  partly?: true;
  /** Why no answer came. Set by the browser alone; the text in the form is as it was. */
  lost?: Lost | undefined;
  /** A busy server's challenge, which the form solves and sends again. Without scripts it is good after the wait. */
  work?: { challenge: string; bits: number; waitSeconds: number };
  /** The factors that may give the missing fresh proof. */
  stepUp?: { passkey: boolean; code: boolean; password: boolean } | undefined;
};

/**
 * `offline`: the form was never sent. `unanswered`: nobody knows whether it was done. `updated`: the server was
 * updated and did nothing, because the page is older than it.
 */
export type Lost = "offline" | "unanswered" | "updated";

export type FormAction = (state: FormState, data: FormData) => Promise<FormState>;

export const idle: FormState = { status: "idle" };
