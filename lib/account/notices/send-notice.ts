import { issueMailedLink } from "#lib/account/mailed-links/issue-mailed-link.ts";
import { type Actor, userOf } from "#lib/core/actor.ts";
import type { CommandContext } from "#lib/core/command.ts";
import { type PlatformMail, platformMail } from "#lib/mail/platform/platform-mail.ts";
import { factsOf, type Sighting, sightingOf } from "./facts.ts";

const MOST_PARAGRAPHS = 10;

/** A mail about security. Its `link` may cancel what it reports; the undo and the footnote come with the notice. */
export type Notice = Omit<PlatformMail, "undo" | "footnote" | "evenly">;

/**
 * Mails a user about something that happened to their account, with when, where and by which browser, and the link "This
 * wasn't me": it ends every session, removes the password, and the passkeys added since the acting session began, or since the mail
 * where another browser acted. `sighting` is given where what happened was asked for earlier.
 */
export async function sendNotice(
  { tx, actor, enqueue }: Pick<CommandContext<Actor>, "tx" | "actor" | "enqueue">,
  user: { id: string; email: string },
  mail: Notice,
  sighting?: Sighting,
): Promise<void> {
  const session = "sessionId" in actor && userOf(actor) === user.id ? { subjectId: actor.sessionId } : {};
  const seed = await issueMailedLink(tx, {
    purpose: "disown_session",
    userId: user.id,
    ...session,
    email: user.email,
    hours: 7 * 24,
  });
  await enqueue(platformMail, {
    ...mail,
    paragraphs: [
      ...mail.paragraphs.slice(0, MOST_PARAGRAPHS - 1),
      factsOf(sighting ?? (await sightingOf(tx, actor, user.id))),
    ],
    undo: { label: "This wasn't me", purpose: "disown_session", seed },
    footnote:
      "If it was you, there is nothing to do. Otherwise open “This wasn't me” and press the button there: it signs every browser out and removes your password, and a mail follows with which you choose a new one. The link works once, for 7 days.",
  });
}
