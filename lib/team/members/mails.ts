import type { Role } from "#lib/core/actor.ts";
import type { TimeZone } from "#lib/core/time-zone.ts";
import { greeting, isPlainName, mailTo } from "#lib/mail/platform/person.ts";
import type { PlatformMail } from "#lib/mail/platform/platform-mail.ts";
import { dateWords } from "#lib/mail/platform/time-words.ts";
import { INVITATION_DAYS, type InvitableRole } from "./rules.ts";

type Person = { name: string; email: string };

const a = { owner: "an owner", admin: "an admin", member: "a member", viewer: "a viewer" } as const;

/** Returns the invitation mail. The words are the same whether or not the address has an account. */
export function invitationMail(
  email: string,
  of: { workspace: string; by: string; role: InvitableRole },
  seed: string,
): PlatformMail {
  const workspace = named(of.workspace, "a workspace");
  const by = named(of.by, "Somebody");
  return {
    to: { address: email },
    subject: `${by} invites you to ${workspace} on Mailneo`,
    heading: `Join ${workspace}`,
    paragraphs: [
      `${by} invites you to work in ${workspace} on Mailneo, as ${a[of.role]}.`,
      `The link shows you the invitation before anything happens. It works once, for ${INVITATION_DAYS} days, and only for this address.`,
    ],
    link: { label: "See the invitation", purpose: "invitation", seed },
    footnote:
      "You do not know them? Then there is nothing to do: without the link nobody joins in your name.",
  };
}

export function roleChangedMail(
  { name, email }: Person,
  of: { workspace: string; by: string; role: Role },
): PlatformMail {
  const workspace = named(of.workspace, "your workspace");
  return {
    to: mailTo(name, email),
    subject: `You are ${a[of.role]} of ${workspace} now`,
    heading: `You are ${a[of.role]} of ${workspace} now`,
    paragraphs: [
      greeting(name),
      `${named(of.by, "Somebody")} changed your role in ${workspace}. What each role may do is on its Team page.`,
    ],
    page: { label: "Open the Team page", path: "/settings/team" },
    footnote: `Is that a mistake? Ask ${named(of.by, "them")}, or another owner of the workspace.`,
  };
}

export function removedMail({ name, email }: Person, of: { workspace: string; by: string }): PlatformMail {
  const workspace = named(of.workspace, "a workspace");
  return {
    to: mailTo(name, email),
    subject: `You are no longer in ${workspace}`,
    heading: `You are no longer in ${workspace}`,
    paragraphs: [
      greeting(name),
      `${named(of.by, "Somebody")} removed you from ${workspace}. Your Mailneo account and your other workspaces stay as they are.`,
    ],
    footnote: `Is that a mistake? Ask ${named(of.by, "them")} to invite you again.`,
  };
}

export function ownershipReceivedMail(
  { name, email }: Person,
  of: { workspace: string; by: string },
): PlatformMail {
  const workspace = named(of.workspace, "your workspace");
  return {
    to: mailTo(name, email),
    subject: `You own ${workspace} now`,
    heading: `You own ${workspace} now`,
    paragraphs: [
      greeting(name),
      `${named(of.by, "The owner")} transferred the ownership of ${workspace} to you. You decide who is in it, and what it demands of them.`,
    ],
    page: { label: "Open the Team page", path: "/settings/team" },
  };
}

export function ownershipGivenMail(
  { name, email }: Person,
  of: { workspace: string; to: string },
): PlatformMail {
  const workspace = named(of.workspace, "your workspace");
  return {
    to: mailTo(name, email),
    subject: `You gave away the ownership of ${workspace}`,
    heading: `You gave away the ownership of ${workspace}`,
    paragraphs: [
      greeting(name),
      `${named(of.to, "Somebody else")} owns ${workspace} now, and you are an admin of it. It was done from your account just now.`,
    ],
    footnote:
      "Was it not you? Then somebody is in your account: change your password, sign out the other sessions, and write to the new owner.",
    page: { label: "Review your security", path: "/settings/security" },
  };
}

/**
 * Returns the mail that asks a member for a second factor. `from` is when the workspace begins to demand two; null
 * if it does not.
 */
export function protectMail(
  { name, email, zone }: Person & { zone: TimeZone },
  of: { workspace: string; by: string; from: Date | null },
): PlatformMail {
  const workspace = named(of.workspace, "your workspace");
  return {
    to: mailTo(name, email),
    subject: of.from
      ? `${workspace} asks for two-factor authentication`
      : `Turn on two-factor authentication for ${workspace}`,
    heading: of.from
      ? `${workspace} asks for two-factor authentication`
      : "Turn on two-factor authentication",
    paragraphs: [
      greeting(name),
      of.from
        ? requiredWords(workspace, of.from, zone)
        : `${named(of.by, "An admin")} asks you to protect your account with an authenticator app: a password alone can be guessed or stolen. It takes two minutes.`,
    ],
    page: { label: "Set up", path: "/settings/security/two-factor" },
  };
}

const requiredWords = (workspace: string, from: Date, zone: TimeZone) =>
  from.getTime() <= Date.now()
    ? `From now on nobody enters ${workspace} with a password alone. Set up an authenticator app and you are back in; it takes two minutes.`
    : `From ${dateWords(from, zone)} on nobody enters ${workspace} with a password alone. Set up an authenticator app before then; it takes two minutes.`;

const named = (name: string, otherwise: string) => (isPlainName(name) ? name : otherwise);
