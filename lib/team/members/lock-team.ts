import { asc, eq } from "drizzle-orm";
import { users } from "#db/schema/users.ts";
import { memberships } from "#db/schema/workspaces.ts";
import type { Member } from "#lib/core/actor.ts";
import type { CommandContext } from "#lib/core/command.ts";
import { AppError, conflict, forbidden, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";

type Teammate = { userId: string; name: string; email: string; role: Member["role"] };

/**
 * Locks and returns the members of the actor's workspace, their rows in one order until the transaction ends. The
 * second of two concurrent changes therefore sees the first. `me` is the actor as of now, because the role they
 * came with may be outdated.
 * @throws AppError forbidden when they are no longer a member.
 */
export async function lockTeam({ tx, actor }: Pick<CommandContext<Member>, "tx" | "actor">) {
  const team: Teammate[] = await tx
    .select({
      userId: memberships.userId,
      name: users.name,
      email: users.email,
      role: memberships.role,
    })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(owned(memberships, actor))
    .orderBy(asc(memberships.userId))
    .for("update", { of: memberships });
  const me = team.find(({ userId }) => userId === actor.userId);
  if (!me) throw forbidden();

  return {
    me,
    owners: team.filter(({ role }) => role === "owner"),
    find(userId: string): Teammate {
      const found = team.find((each) => each.userId === userId);
      if (!found) throw notFound("member");
      return found;
    },
    isLastOwner: (of: Teammate) =>
      of.role === "owner" && team.filter(({ role }) => role === "owner").length === 1,
  };
}

export const lastOwner = () =>
  conflict("A workspace needs an owner. Make somebody else an owner first, or transfer the ownership.");

export const notYoursToManage = () =>
  new AppError("forbidden", "Only owners make or unmake admins and owners.");
