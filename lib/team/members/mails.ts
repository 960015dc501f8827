import type { Notice } from "#lib/account/notices/send-notice.ts";
import type { Role } from "#lib/core/actor.ts";
import type { TimeZone } from "#lib/core/time-zone.ts";
import { greeting, isPlainName, mailTo } from "#lib/mail/platform/person.ts";
import type { PlatformMail } from "#lib/mail/platform/platform-mail.ts";
import { quotedWords } from "#lib/mail/platform/quoted-words.ts";
import { dateWords } from "#lib/mail/platform/time-words.ts";
import { INVITATION_DAYS, type InvitableRole } from "./rules.ts";

type Person = { name: string; email: string };

const a = { owner: "an owner", admin: "an admin", member: "a member", viewer: "a viewer" } as const;

/** Returns the invitation mail. The words are the same whether or not the address has an account. */
export function invitationMail(
  email: string,
  of: { workspace: string; by: string; role: InvitableRole; message?: string | undefined },
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
      ...(of.message ? [`${by} writes:\n${quotedWords(of.message)}`] : []),
      `The link shows you the invitation before anything happens. It works once, for ${INVITATION_DAYS} days, and only for this address.`,
    ],
    link: { label: "See the invitation", purpose: "invitation", seed },
    footnote:
      "You do not know them? Then there is nothing to do: without the link nobody joins in your name.",
  };
}

/** `time` is when it was done, in the zone of the person who reads it. Where from is told to the person who did it. */
type Done = { workspace: string; by: string; time: string };

export function roleChangedMail({ name, email }: Person, of: Done & { role: Role }): PlatformMail {
  const workspace = named(of.workspace, "your workspace");
  return {
    to: mailTo(name, email),
    subject: `You are ${a[of.role]} of ${workspace} now`,
    heading: `You are ${a[of.role]} of ${workspace} now`,
    paragraphs: [
      greeting(name),
      `${named(of.by, "Somebody")} changed your role in ${workspace}. What each role may do is on its Team page.`,
      doneBy(of),
    ],
    page: { label: "Open the Team page", path: "/settings/team" },
    footnote: `Is that a mistake? Ask ${named(of.by, "them")}, or another owner of the workspace.`,
  };
}

export function removedMail({ name, email }: Person, of: Done): PlatformMail {
  const workspace = named(of.workspace, "a workspace");
  return {
    to: mailTo(name, email),
    subject: `You are no longer in ${workspace}`,
    heading: `You are no longer in ${workspace}`,
    paragraphs: [
      greeting(name),
      `${named(of.by, "Somebody")} removed you from ${workspace}. Your Mailneo account and your other workspaces stay as they are.`,
      doneBy(of),
    ],
    footnote: `Is that a mistake? Ask ${named(of.by, "them")} to invite you again.`,
  };
}

export function ownershipReceivedMail({ name, email }: Person, of: Done): PlatformMail {
  const workspace = named(of.workspace, "your workspace");
  return {
    to: mailTo(name, email),
    subject: `You own ${workspace} now`,
    heading: `You own ${workspace} now`,
    paragraphs: [
      greeting(name),
      `${named(of.by, "The owner")} transferred the ownership of ${workspace} to you. You decide who is in it, and what it demands of them.`,
      doneBy(of),
    ],
    page: { label: "Open the Team page", path: "/settings/team" },
  };
}

export function ownershipGivenMail({ name, email }: Person, of: { workspace: string; to: string }): Notice {
  const workspace = named(of.workspace, "your workspace");
  return {
    to: mailTo(name, email),
    subject: `You gave away the ownership of ${workspace}`,
    heading: `You gave away the ownership of ${workspace}`,
    paragraphs: [
      greeting(name),
      `${named(of.to, "Somebody else")} owns ${workspace} now, and you are an admin of it. It was done from your account just now.`,
    ],
    page: { label: "Review your security", path: "/settings/security" },
  };
}

/** Returns the mail to the person who changed another's role, because an intruder in their account would do that too. */
export function roleGivenMail(
  { name, email }: Person,
  of: { workspace: string; to: string; role: Role; behind: string[] },
): Notice {
  const them = named(of.to, "Somebody");
  const workspace = named(of.workspace, "your workspace");
  return {
    to: mailTo(name, email),
    subject: `You made ${them} ${a[of.role]} of ${workspace}`,
    heading: `${them} is ${a[of.role]} of ${workspace} now`,
    paragraphs: [
      greeting(name),
      `The role of ${named(of.to, "a member")} in ${workspace} was changed from your account.`,
      ...of.behind,
    ],
    page: { label: "Open the Team page", path: "/settings/team" },
  };
}

/** Returns the mail to the person who removed a member. */
export function memberRemovedMail(
  { name, email }: Person,
  of: { workspace: string; whom: string; behind: string[] },
): Notice {
  const them = named(of.whom, "a member");
  const workspace = named(of.workspace, "your workspace");
  return {
    to: mailTo(name, email),
    subject: `You removed ${them} from ${workspace}`,
    heading: `You removed ${them} from ${workspace}`,
    paragraphs: [
      greeting(name),
      `It was done from your account. ${named(of.whom, "They")} got a mail, too.`,
      ...of.behind,
    ],
    page: { label: "Open the Team page", path: "/settings/team" },
  };
}

const pages = {
  keys: { label: "Look at the API keys", path: "/settings/api-keys" },
  webhooks: { label: "Look at the webhooks", path: "/settings/webhooks" },
  team: { label: "Open the Team page", path: "/settings/team" },
};

/** Returns the mail to the owners about a member who left by themselves: what they know goes with them. */
export function memberLeftMail(
  { name, email }: Person,
  of: {
    workspace: string;
    whom: string;
    mailAccounts: string[];
    behind: string[];
    page: keyof typeof pages;
  },
): PlatformMail {
  const them = named(of.whom, "A member");
  const workspace = named(of.workspace, "your workspace");
  return {
    to: mailTo(name, email),
    subject: `${them} left ${workspace}`,
    heading: `${them} left ${workspace}`,
    paragraphs: [
      greeting(name),
      `${them} ended their own membership. What they made stays.`,
      ...of.behind,
      ...(of.mailAccounts.length > 0
        ? [
            `Mail passwords they know: ${of.mailAccounts.filter(isPlainName).join(", ") || of.mailAccounts.length}. Change them at the mail provider.`,
          ]
        : []),
    ],
    page: pages[of.page],
    footnote: "You get this mail as an owner of the workspace.",
  };
}

const doneBy = ({ by, time }: Done) => `Time: ${time}\nBy: ${named(by, "somebody in the workspace")}`;

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
