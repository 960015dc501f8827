import { sql } from "drizzle-orm";
import { type ApiKey, isFresh, type Member } from "#lib/core/actor.ts";
import type { CommandContext } from "#lib/core/command.ts";
import { oneAtATime } from "#lib/core/database/one-at-a-time.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { AppError, conflict, reauthenticate } from "#lib/core/errors.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { greeting, mailTo } from "#lib/mail/platform/person.ts";
import { platformMail } from "#lib/mail/platform/platform-mail.ts";
import { ownersOf } from "./owners-of.ts";

/** Up to so many people an hour a member takes away, in whatever way, all counted together. More are a list, and an admin's. */
export const FEW_PEOPLE = 20;

/** Seconds in which any member can undo that a list goes: owners are mailed meanwhile. */
export const UNDO_LIST_SECONDS = 600;

const deeds = {
  erase: { do: "erase", done: "erased" },
  suppress: { do: "suppress", done: "suppressed" },
  roll_back: { do: "roll back", done: "rolled back" },
  unsubscribe: { do: "unsubscribe", done: "unsubscribed" },
  hold: { do: "hold back", done: "held back" },
  untag: { do: "untag", done: "untagged" },
  clear: { do: "clear a field of", done: "cleared of a field" },
  correct: { do: "give other addresses to", done: "given other addresses" },
} as const;

type Taken = {
  how: keyof typeof deeds;
  people: number;
  /** What a list asks for: to wait for ten minutes, to be selected as one, or nothing more, because an admin takes it back. */
  list: "waits" | "refused" | "goes";
  /** Where owners look at it. */
  path: string;
};

/**
 * Says that the people whom this transaction takes away are nobody's deed: they asked for it themselves, or nobody but those whom the actor
 * has just brought goes. Without this or `takePeople` the database refuses the commit.
 */
export const takesNobody = (tx: Transaction) =>
  tx.execute(sql`select set_config('app.people', 'counted', true)`);

type Context = Pick<CommandContext<Member | ApiKey>, "tx" | "actor" | "enqueue">;

/**
 * Counts people whom an actor takes away, with those of the last hour, before they go. Returns whether they are a list by now: that needs an
 * admin with a fresh proof, because one stolen session must not end a list, also not in small pieces. The owners are mailed about it. A
 * program's key goes on, as it proves nothing, and the owners are mailed once an hour.
 * @throws AppError forbidden, reauthenticate, conflict where a list has to be selected as one.
 */
export async function takePeople({ tx, actor, enqueue }: Context, { how, people, list, path }: Taken) {
  await takesNobody(tx);
  if (people <= 0) return false;
  const { workspaceId } = actor;
  const who = actor.kind === "member" ? actor.userId : actor.keyId;
  await oneAtATime(tx, actor, `people taken by ${who}`);
  const [before] = await tx.execute<{ people: number; told: boolean }>(sql`
    select coalesce(sum(people) filter (where not list), 0)::int as people, coalesce(bool_or(told), false) as told from people_taken
    where workspace_id = ${workspaceId} and taken_by = ${who}::uuid and at > now() - interval '1 hour'`);
  const total = people + (before?.people ?? 0);
  const isList = total > FEW_PEOPLE;
  if (isList && actor.kind === "member") requireListRight(actor, { how, list });
  const tells = isList && (list === "waits" || !before?.told);
  await tx.execute(sql`
    insert into people_taken (workspace_id, id, taken_by, how, people, list, told)
    values (${workspaceId}, new_id(), ${who}::uuid, ${how}, ${people}, ${isList && actor.kind === "member"}, ${tells})`);
  await tx.execute(
    sql`delete from people_taken where workspace_id = ${workspaceId} and at < now() - interval '1 day'`,
  );
  if (!tells) return isList;
  for (const owner of await ownersOf(tx, actor))
    await enqueue(platformMail, mailOf(owner, { how, total, path, waits: list === "waits" }));
  return isList;
}

function requireListRight(actor: Member, { how, list }: Pick<Taken, "how" | "list">) {
  const { do: does, done } = deeds[how];
  if (!workspaceAdmin.admits(actor))
    throw new AppError(
      "forbidden",
      `A member can erase, suppress, unsubscribe and roll back ${FEW_PEOPLE} contacts an hour. Ask an admin to ${does} more.`,
    );
  if (list === "refused")
    throw conflict(
      `More than ${FEW_PEOPLE} contacts of yours would be ${done} within an hour. Select the rest under Contacts and ${does} them together: that can be undone for ten minutes.`,
    );
  if (!isFresh(actor)) throw reauthenticate();
}

function mailOf(
  owner: { name: string; email: string },
  { how, total, path, waits }: { how: Taken["how"]; total: number; path: string; waits: boolean },
) {
  const { do: does, done } = deeds[how];
  const heading = waits ? `${total} contacts are about to be ${done}` : `${total} contacts were ${done}`;
  return {
    to: mailTo(owner.name, owner.email),
    subject: heading,
    heading,
    paragraphs: [
      greeting(owner.name),
      waits
        ? `Somebody in your workspace asked to ${does} ${total} contacts. It begins ten minutes after that${how === "suppress" ? "." : ", and nothing brings them back."}`
        : `Somebody in your workspace, or a program with one of its keys, took ${total} contacts away within an hour.`,
      waits
        ? "If that is meant, there is nothing to do. If it is not, open the page and press Undo before it begins. After that you can still stop the rest."
        : "If that is meant, there is nothing to do. If it is not, look at your team and its API keys first.",
    ],
    page: { label: "Look at it", path },
    footnote: "You asked for it yourself? Then this is your receipt.",
  };
}
