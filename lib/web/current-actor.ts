import "server-only";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { setRequestZone } from "#components/ui/request-zone.ts";
import type { SessionRow } from "#lib/account/sessions/read-session.ts";
import { actorOf, lacksFactor, liveSession } from "#lib/account/sessions/session-actor.ts";
import type { Actor, Member, User } from "#lib/core/actor.ts";
import type { TimeZone } from "#lib/core/time-zone.ts";
import { env } from "#lib/env.ts";
import { isBackgroundPath } from "./background-path.ts";
import { cookieNames } from "./cookies.ts";
import { originOf } from "./origin.ts";
import { openSessionCookie } from "./session-cookie.ts";

/** Returns the live session of this request, or null. The database is read once per request. */
export const currentSession = cache(async (): Promise<SessionRow | null> => {
  const cookie = await openSessionCookie((await cookies()).get(cookieNames.session)?.value);
  const background = isBackgroundPath((await headers()).get("x-mailneo-path") ?? "");
  const session = await liveSession(cookie, { background });
  if (session) setRequestZone(session.timeZone);
  return session;
});

/** Returns the zone of the signed-in person, for times inside longer texts. Redirects any other visitor to sign in. */
export async function currentZone(): Promise<TimeZone> {
  return (await currentSession())?.timeZone ?? redirect(await signInPath());
}

/** Returns the actor of this request: a member, a user without a workspace or verified address, or anonymous. */
export const currentActor = cache(async (): Promise<Actor> => {
  return actorOf(await currentSession(), await currentOrigin());
});

/** Returns the request's IP address, user agent and id. */
const currentOrigin = cache(async () => originOf(await headers(), env().MAILNEO_EDGE_SECRET));

/**
 * Returns the member who opens this page. Redirects any other visitor to the page that lets them become one. That
 * page signs in (and comes back), verifies an address, sets up a second factor or creates a workspace. Call it in
 * every page of the product, because layouts do not run again on navigation.
 */
export async function requireMember(): Promise<Member> {
  const actor = await currentActor();
  if (actor.kind === "member") return actor;
  if (actor.kind !== "user") return redirect(await signInPath());
  return redirect(becomeMemberPath(await currentSession()));
}

/**
 * Returns the page where a signed-in user who is no member gets what is missing: a verified address, a second
 * factor or a workspace.
 */
export function becomeMemberPath(session: SessionRow | null): string {
  if (!session?.emailVerifiedAt) return "/verify-email";
  return lacksFactor(session) ? "/two-factor-required" : "/workspaces/new";
}

/** Returns the signed-in user, with or without a workspace. Redirects any other visitor to sign in. */
export async function requireUser(): Promise<User | Member> {
  const actor = await currentActor();
  if (actor.kind === "user" || actor.kind === "member") return actor;
  return redirect(await signInPath());
}

/** Returns the path of the sign-in page, with the requested page as `next`. The proxy sets that page in x-mailneo-path. */
export async function signInPath(): Promise<string> {
  const path = (await headers()).get("x-mailneo-path");
  return path ? `/sign-in?${new URLSearchParams({ next: path })}` : "/sign-in";
}
