import { and, eq, isNull, or, sql } from "drizzle-orm";
import { z } from "zod";
import { users } from "#db/schema/users.ts";
import { memberships, workspaces } from "#db/schema/workspaces.ts";
import { mailZone } from "#lib/account/users/zone-of-user.ts";
import { command } from "#lib/core/command.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { platformMail } from "#lib/mail/platform/platform-mail.ts";
import { protectMail } from "./mails.ts";
import { nameOfPerson } from "./person-name.ts";

/**
 * Mails a member to turn on a second factor, at most once a day.
 * @throws AppError
 */
export const remindMember = command({
  name: "member.remind",
  allow: workspaceAdmin,
  limit: { per: "workspace", max: 300, windowSeconds: 3600 },
  locks: "team",
  input: z.object({ userId: z.uuid("That member no longer exists.") }),
  async run(context, { userId }) {
    const { tx, actor, enqueue } = context;
    const [person] = await tx
      .select({
        name: users.name,
        email: users.email,
        zone: mailZone,
        protected: sql<boolean>`${users.totpEnabledAt} is not null`,
        workspace: workspaces.name,
        from: workspaces.twoFactorRequiredFrom,
      })
      .from(memberships)
      .innerJoin(users, eq(users.id, memberships.userId))
      .innerJoin(workspaces, eq(workspaces.id, memberships.workspaceId))
      .where(and(owned(memberships, actor), eq(memberships.userId, userId)));
    if (!person) throw notFound("member");
    if (person.protected) throw conflict(`${person.name} is protected already.`);

    const [due] = await tx
      .update(memberships)
      .set({ remindedAt: sql`now()` })
      .where(
        and(
          owned(memberships, actor),
          eq(memberships.userId, userId),
          or(isNull(memberships.remindedAt), sql`${memberships.remindedAt} < now() - interval '1 day'`),
        ),
      )
      .returning({ userId: memberships.userId });
    if (!due) throw conflict(`${person.name} was reminded today already. Once a day is enough.`);
    const { workspace, from } = person;
    await enqueue(platformMail, protectMail(person, { workspace, by: await nameOfPerson(context), from }));

    return {
      result: { name: person.name },
      audit: { target: userId, about: { userId, fields: { member: person.name, address: person.email } } },
    };
  },
});
