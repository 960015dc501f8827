import type { Actor } from "#lib/core/actor.ts";
import type { Call } from "#lib/core/command.ts";
import { AppError, invalid } from "#lib/core/errors.ts";
import { sha256 } from "#lib/crypto/hash.ts";
import { mailedLink } from "#lib/mail/platform/mailed-link.ts";
import type { InvitableRole } from "#lib/team/members/rules.ts";
import { invite } from "./create.ts";

export const MOST_INVITATIONS = 20;

/** What came of one address. `mailed` is false where its mail was held back. `link` is shown to the inviter once. It does not prove the address, so it opens no new account. */
export type Invited = { email: string } & (
  | { ok: true; mailed: boolean; link: string }
  | { ok: false; why: string }
);

type Input = { emails?: unknown; role?: InvitableRole; message?: string };

/**
 * Invites up to 20 addresses, each with a command, an entry and a result of its own. Takes pasted text: one address a line, or
 * separated by commas, semicolons or spaces.
 * @throws AppError when nobody may be invited by this actor, in this role, or with these words.
 */
export async function inviteAll(
  actor: Actor,
  { emails, role, message }: Input,
  call: Call = {},
): Promise<Invited[]> {
  // Refuses and records before anything is read.
  if (!invite.spec.admits(actor)) await invite(actor, { email: "", role: "member" });
  const addresses = readAddresses(emails);
  const results: Invited[] = [];
  for (const email of addresses) {
    try {
      const input = { email, role: role as InvitableRole, ...(message?.trim() && { message }) };
      const made = await invite(actor, input, onceFor(email, call));
      const link = mailedLink("shown_invitation", made.id);
      results.push({ email: made.email, ok: true, mailed: made.mailed, link });
    } catch (error) {
      if (!(error instanceof AppError) || concernsAll(error)) throw error;
      results.push({ email, ok: false, why: error.fields.email ?? error.message });
    }
  }
  return results;
}

/** Returns whether an error would come for every address, so that the form shows it instead of a list. */
const concernsAll = ({ code, fields }: AppError) =>
  code === "forbidden" ||
  code === "reauthenticate" ||
  code === "unavailable" ||
  "role" in fields ||
  "message" in fields;

function readAddresses(given: unknown): string[] {
  const text = typeof given === "string" ? given : "";
  if (text.length > 10_000) throw invalid({ emails: "That is too much at once." });
  const addresses = [...new Set(text.split(/[\s,;]+/).filter(Boolean))].map((each) =>
    each.replace(/^<(.*)>$/, "$1"),
  );
  if (addresses.length === 0) throw invalid({ emails: "Enter at least one email address." });
  if (addresses.length > MOST_INVITATIONS)
    throw invalid({ emails: `Invite at most ${MOST_INVITATIONS} people at a time.` });
  return addresses;
}

/** Each address has a key of its own, so that a form sent again continues where its answer was lost. */
const onceFor = (email: string, { once }: Call): Call =>
  once ? { once: { ...once, key: sha256(`${once.key} ${email}`).toString("hex").slice(0, 32) } } : {};
