import type { FormState } from "#components/forms/form-state.ts";
import type { Invited } from "#lib/team/invitations/invite-all.ts";

/**
 * Returns what came of each address. Where nobody was invited, the addresses stay in the form, each with its reason; otherwise
 * the results replace it.
 */
export function invitedState(invited: Invited[]): Partial<FormState> {
  if (invited.every(({ ok }) => !ok)) {
    const reasons = invited.map((each) => (each.ok ? "" : `${each.email}: ${each.why}`));
    return {
      status: "error",
      fields: { emails: invited.length === 1 ? firstReason(invited) : reasons.join(" ") },
      values: { emails: invited.map(({ email }) => email).join("\n") },
    };
  }
  return {
    results: invited.map((each) =>
      each.ok
        ? {
            title: each.email,
            ok: true,
            secret: each.link,
            ...(each.mailed ? { words: "The mail is on its way." } : held),
          }
        : { title: each.email, ok: false, words: each.why },
    ),
  };
}

const held = {
  held: true as const,
  words:
    "Invited without a mail, because we limit how many we send. Pass the link on, or send it again tomorrow.",
};

const firstReason = ([first]: Invited[]) => (first && !first.ok ? first.why : "");
