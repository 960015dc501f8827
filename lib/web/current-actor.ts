import "server-only";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import type { SessionRow } from "#lib/account/sessions/read-session.ts";
import { actorOf, lacksFactor, liveSession } from "#lib/account/sessions/session-actor.ts";
import type { Actor, Member, User } from "#lib/core/actor.ts";
import { env } from "#lib/env.ts";
import { cookieNames } from "./cookies.ts";
import { originOf } from "./origin.ts";
import { openSessionCookie } from "./session-cookie.ts";

/** The live session of this request, read from the database once per request; null when nobody is signed in. */
export const currentSession = cache(async (): Promise<SessionRow | null> => {
  const cookie = await openSessionCookie((await cookies()).get(cookieNames.session)?.value);
  return liveSession(cookie, { background: (await headers()).has("x-mn-background") });
});

/** Who asks: a member, a person without a workspace or with an unverified address, or nobody. */
export const currentActor = cache(async (): Promise<Actor> => {
  return actorOf(await currentSession(), await currentOrigin());
});

export const currentOrigin = cache(async () => originOf(await headers(), env().MAILNEO_EDGE_SECRET));

/**
 * The member who opens this page. Sends everybody else where they can become one: to sign in (and back to this page), to verify
 * their address, to set up a second factor, to make a workspace. Call it in every page of the product; layouts do not re-run on navigation.
 */
export async function requireMember(): Promise<Member> {
  const actor = await currentActor();
  if (actor.kind === "member") return actor;
  if (actor.kind !== "user") return redirect(await signInPath());
  return redirect(becomeMemberPath(await currentSession()));
}

/** Where somebody who is signed in and no member finds what is missing: a proved address, a second factor, a workspace. */
export function becomeMemberPath(session: SessionRow | null): string {
  if (!session?.emailVerifiedAt) return "/verify-email";
  return lacksFactor(session) ? "/two-factor-required" : "/workspaces/new";
}

/** The person who is signed in, in a workspace or not. */
export async function requireUser(): Promise<User | Member> {
  const actor = await currentActor();
  if (actor.kind === "user" || actor.kind === "member") return actor;
  return redirect(await signInPath());
}

/** The sign-in page with the way back to the page that was asked for; the proxy notes it in x-mailneo-path. */
export async function signInPath(): Promise<string> {
  const path = (await headers()).get("x-mailneo-path");
  return path ? `/sign-in?${new URLSearchParams({ next: path })}` : "/sign-in";
}
