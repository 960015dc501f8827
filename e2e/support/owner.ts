import type { BrowserContext } from "@playwright/test";
import { hashPassword } from "#lib/account/passwords/hash.ts";
import type { Member } from "#lib/core/actor.ts";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";
import { cookieNames } from "#lib/web/cookies.ts";
import { sealSessionCookie } from "#lib/web/session-cookie.ts";
import { asOwner, makeMember, ownerSql } from "#testing/factories.ts";

export type Owner = {
  actor: Member;
  user: { id: string; email: string; name: string };
  workspaceId: string;
  /** The session cookie's value. */
  cookie: string;
};

type Options = Parameters<typeof makeMember>[0];

/** A member with a workspace of their own and a session in the database, with the cookie the product would have given them. */
export async function makeOwner(options?: Options): Promise<Owner> {
  const member = await makeMember(options);
  return { ...member, cookie: await cookieOf(member.actor) };
}

async function cookieOf({ sessionId, userId }: Member) {
  const sid = randomToken();
  await ownerSql()`update sessions set sid_hash = ${hashToken(sid)}, absolute_expires_at = now() + interval '90 days'
    where id = ${sessionId}`;
  return sealSessionCookie({ sub: userId, sid });
}

/** Puts the owner's session into a browser. */
export async function signIn(context: BrowserContext, owner: Pick<Owner, "cookie">) {
  await context.addCookies([
    {
      name: cookieNames.session,
      value: owner.cookie,
      domain: "localhost",
      path: "/",
      httpOnly: true,
      secure: true,
      sameSite: "Lax",
    },
  ]);
}

export const password = "Tall-Engines-9-weave";
let hashed: Promise<string> | undefined;

/** Gives somebody the password above, for the stories that sign in by hand. Hashed once per process: that is slow on purpose. */
export async function givePassword(userId: string) {
  hashed ??= hashPassword(password);
  const hash = await hashed;
  await asOwner((sql) => sql`update users set password_hash = ${hash} where id = ${userId}`);
}
