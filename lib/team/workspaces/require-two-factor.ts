import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { passkeys } from "#db/schema/passkeys.ts";
import { sessions } from "#db/schema/sessions.ts";
import { users } from "#db/schema/users.ts";
import { memberships, workspaces } from "#db/schema/workspaces.ts";
import { mailZone } from "#lib/account/users/zone-of-user.ts";
import type { Member } from "#lib/core/actor.ts";
import { type CommandContext, command } from "#lib/core/command.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceOwner } from "#lib/core/policies.ts";
import { platformMail } from "#lib/mail/platform/platform-mail.ts";
import { protectMail } from "#lib/team/members/mails.ts";
import { nameOfPerson } from "#lib/team/members/person-name.ts";
import { gracePeriods } from "#lib/team/members/rules.ts";

const MOST_MAILS = 500;
const days = z.enum(gracePeriods.map(String) as [string, ...string[]], "Choose when it begins.");

/**
 * Demands two factors in the workspace after a time to set them up (0, 3, 7, 14 or 30 days), or stops demanding
 * them. Mails every member without them. The owner must have two factors first, because an owner cannot demand what
 * they have not done.
 * @throws AppError
 */
export const requireTwoFactor = command({
  name: "workspace.require_two_factor",
  allow: workspaceOwner,
  fresh: true,
  input: z.object({ required: z.enum(["yes", "no"]), days: days.default("7") }),
  async run(context, { required, days }) {
    const { tx, actor } = context;
    if (required === "yes" && !(await isProtected(context))) throw ownerFirst();
    const [workspace] = await tx
      .update(workspaces)
      .set({
        twoFactorRequiredFrom:
          required === "yes" ? sql`now() + make_interval(days => ${Number(days)})` : null,
      })
      .where(eq(workspaces.id, actor.workspaceId))
      .returning({ name: workspaces.name, from: workspaces.twoFactorRequiredFrom });
    if (!workspace) throw notFound("workspace");
    const told = workspace.from ? await tellTheUnprotected(context, workspace.name, workspace.from) : 0;

    return {
      result: { from: workspace.from },
      audit: {
        target: actor.workspaceId,
        detail: { required: required === "yes", from: workspace.from?.toISOString() ?? null, told },
      },
    };
  },
});

const ownerFirst = () =>
  conflict("Turn on two-factor authentication for your own account first: then you can ask it of everybody.");

/** Returns whether the actor has an authenticator app, or proved this very session with a passkey. */
async function isProtected({ tx, actor }: CommandContext<Member>): Promise<boolean> {
  const [row] = await tx
    .select({
      app: sql<boolean>`${users.totpEnabledAt} is not null`,
      key: sql<boolean>`'mfa' = any(${sessions.amr}) and exists (select from ${passkeys} where ${passkeys.userId} = ${users.id})`,
    })
    .from(users)
    .innerJoin(sessions, and(eq(sessions.id, actor.sessionId), eq(sessions.userId, users.id)))
    .where(eq(users.id, actor.userId));
  return Boolean(row?.app || row?.key);
}

async function tellTheUnprotected(context: CommandContext<Member>, workspace: string, from: Date) {
  const { tx, actor, enqueue } = context;
  const people = await tx
    .select({ name: users.name, email: users.email, zone: mailZone })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(owned(memberships, actor), isNull(users.totpEnabledAt), isNull(users.disabledAt)))
    .orderBy(memberships.userId)
    .limit(MOST_MAILS);
  const by = await nameOfPerson(context);
  for (const person of people) await enqueue(platformMail, protectMail(person, { workspace, by, from }));
  return people.length;
}
