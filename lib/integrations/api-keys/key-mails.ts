import { and, eq, inArray } from "drizzle-orm";
import { users } from "#db/schema/users.ts";
import { memberships } from "#db/schema/workspaces.ts";
import type { Actor, Member } from "#lib/core/actor.ts";
import type { CommandContext } from "#lib/core/command.ts";
import { greeting, isPlainName, mailTo } from "#lib/mail/platform/person.ts";
import { type PlatformMail, platformMail } from "#lib/mail/platform/platform-mail.ts";

type Made = { name: string; lastFour: string; environment: "live" | "test"; rotated: boolean };

type Found = { workspaceId: string; name: string; lastFour: string; createdBy: string };
type Mailing = Pick<CommandContext<Actor>, "tx" | "enqueue">;

/** Mails every owner of the workspace, and who made it, that there is a new key. */
export async function mailAboutKey(context: CommandContext<Member>, made: Made): Promise<void> {
  const { workspaceId, userId } = context.actor;
  const people = await peopleOf(context, workspaceId, userId);
  const by = people.find(({ id }) => id === userId)?.name ?? "";
  for (const person of people)
    await context.enqueue(platformMail, keyMail(person, { ...made, by: isPlainName(by) ? by : "An admin" }));
}

/** Mails the same people that a key was found where it should not be, and is revoked. The workspace is entered before. */
export async function mailAboutFoundKey(
  context: Mailing,
  { workspaceId, name, lastFour, createdBy, stopped }: Found & { stopped: string | null },
): Promise<void> {
  for (const person of await peopleOf(context, workspaceId, createdBy))
    await context.enqueue(platformMail, {
      to: mailTo(person.name, person.email),
      subject: "A leaked API key was revoked",
      heading: "An API key was found, and is revoked",
      paragraphs: [
        greeting(person.name),
        `Somebody reported the API key ${nameOf(name)} to us, with the whole key. It ends in ${lastFour}. It opens nothing any more, and programs that used it stop.`,
        ...(stopped ? [stopped] : []),
        "Create a new key, keep it out of your code, and look through the audit log for what the old one did.",
      ],
      page: { label: "Look at the keys", path: "/settings/api-keys" },
    });
}

type Unusual = Found & {
  keyId: string;
  ip: string | null;
  place: string | null;
  requests: number | null;
  usual: number | null;
};

/** Mails the same people that a key is used as it never was. */
export async function mailAboutUnusualUse(context: Mailing, key: Unusual): Promise<void> {
  const what = [
    key.ip && `It was used from a new network, first from ${key.ip} (${key.place}).`,
    key.requests && `It sent ${key.requests} requests within an hour. Usual are ${key.usual}.`,
  ].filter((sentence) => sentence !== null && sentence !== 0);
  for (const person of await peopleOf(context, key.workspaceId, key.createdBy))
    await context.enqueue(platformMail, {
      to: mailTo(person.name, person.email),
      subject: "Unusual use of an API key",
      heading: "An API key is used in an unusual way",
      paragraphs: [
        greeting(person.name),
        `This is about the API key ${nameOf(key.name)}. It ends in ${key.lastFour}.`,
        ...what,
        "Is this your program? Then nothing needs to be done.",
      ],
      page: { label: "Look at its requests", path: `/settings/api-keys/${key.keyId}` },
      footnote: "It is not yours? Revoke the key: the next request with it is refused.",
    });
}

async function peopleOf({ tx }: Mailing, workspaceId: string, alsoUserId: string) {
  const people = await tx
    .select({ id: users.id, name: users.name, email: users.email, role: memberships.role })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(eq(memberships.workspaceId, workspaceId), inArray(memberships.role, ["owner", "admin"])));
  return people.filter(({ id, role }) => role === "owner" || id === alsoUserId);
}

const nameOf = (name: string) => (isPlainName(name) ? `“${name}”` : "of your workspace");

function keyMail(person: { name: string; email: string }, key: Made & { by: string }): PlatformMail {
  return {
    to: mailTo(person.name, person.email),
    subject: key.rotated ? "An API key was rotated" : "A new API key",
    heading: key.rotated ? "An API key was rotated" : "A new API key",
    paragraphs: [
      greeting(person.name),
      `${key.by} ${key.rotated ? "replaced the API key" : "created the API key"} ${nameOf(key.name)}. It ends in ${key.lastFour}${key.environment === "test" ? " and is for tests" : ""}.`,
      "A program with the key does what it allows, until it is revoked.",
    ],
    page: { label: "Look at the keys", path: "/settings/api-keys" },
    footnote: "You did not expect that? Revoke the key: the next request with it is refused.",
  };
}
