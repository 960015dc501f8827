import { issueMailedLink } from "#lib/account/mailed-links/issue-mailed-link.ts";
import type { Member, User } from "#lib/core/actor.ts";
import type { CommandContext } from "#lib/core/command.ts";
import { type PlatformMail, platformMail } from "#lib/mail/platform/platform-mail.ts";
import { factsOf, sightingOf } from "./facts.ts";

const MOST_PARAGRAPHS = 10;

/**
 * Mails a user about a change that was made in their name, with when, where and by which browser, and a link that undoes what the
 * session may have done: it ends every session, removes the password and the passkeys added since it began.
 */
export async function sendNotice(
  { tx, actor, enqueue }: Pick<CommandContext<User | Member>, "tx" | "actor" | "enqueue">,
  user: { id: string; email: string },
  { footnote: _, ...mail }: PlatformMail,
): Promise<void> {
  const seed = await issueMailedLink(tx, {
    purpose: "disown_session",
    userId: user.id,
    subjectId: actor.sessionId,
    email: user.email,
    hours: 7 * 24,
  });
  await enqueue(platformMail, {
    ...mail,
    paragraphs: [
      ...mail.paragraphs.slice(0, MOST_PARAGRAPHS - 1),
      factsOf(await sightingOf(tx, actor, user.id)),
    ],
    undo: { label: "This wasn't me", purpose: "disown_session", seed },
    footnote:
      "If it was you, there is nothing to do. Otherwise open the link above and press the button there: it signs every browser out and removes your password, and a mail follows with which you choose a new one. The link works once, for 7 days.",
  });
}
