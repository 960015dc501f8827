import "server-only";
import { cookies } from "next/headers";
import NextAuth, { type NextAuthConfig } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { redeemTicket } from "#lib/account/sign-in/redeem-ticket.ts";
import { AppError } from "#lib/core/errors.ts";
import { env } from "#lib/env.ts";
import { cookieNames, cookieOptions, SESSION_SECONDS } from "./cookies.ts";
import { currentActor } from "./current-actor.ts";

/**
 * Auth.js as a token library: it turns a login ticket into the encrypted session cookie, and takes the cookie off. None of its
 * routes are mounted, so there is no sign-in page, no session endpoint and no callback to defend.
 */
const { signIn, signOut } = NextAuth(config);

function config(): NextAuthConfig {
  const ours = ({ maxAge: _, ...options }: { maxAge: number } & Record<string, unknown>) => options;
  return {
    // Its addresses are built from the Host header, and then used by nobody: every answer here is a cookie.
    trustHost: true,
    basePath: "/api/auth",
    secret: [...env().AUTH_SECRETS],
    useSecureCookies: true,
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    cookies: {
      sessionToken: { name: cookieNames.session, options: ours(cookieOptions.session) },
      callbackUrl: { name: unusedCookies[0], options: ours(cookieOptions.session) },
      csrfToken: { name: unusedCookies[1], options: ours(cookieOptions.session) },
    },
    providers: [
      Credentials({
        id: "ticket",
        credentials: { ticket: {} },
        // A password posted here is not looked at.
        async authorize({ ticket }) {
          const { userId, sid } = await redeemTicket(await currentActor(), { ticket: String(ticket) });
          return { id: userId, sid };
        },
      }),
    ],
    callbacks: {
      // Exactly two claims. What a caller sends as an "update" of the session never gets in.
      jwt: ({ token, user, trigger }) =>
        trigger === "signIn" && user
          ? { sub: user.id, sid: (user as { sid?: string }).sid }
          : { sub: token.sub, sid: token.sid },
      redirect: () => env().APP_URL,
    },
    logger: { error: () => {}, warn: () => {}, debug: () => {} },
  };
}

const unusedCookies = ["__Host-mn.callback", "__Host-mn.csrf"] as const;

/** Turns a ticket into a session, once, and sets its cookie. @throws AppError when the ticket is used up or too old. */
export async function startSession(ticket: string): Promise<void> {
  try {
    await signIn("ticket", { ticket, redirect: false, redirectTo: "/" });
  } catch (error) {
    // Auth.js wraps what authorize threw.
    const inner = (error as { cause?: { err?: unknown } }).cause?.err;
    throw inner instanceof AppError ? inner : error;
  }
  await removeUnused();
}

/** Takes the session cookie off this browser. The session itself was ended by its command. */
export async function endSession(): Promise<void> {
  await signOut({ redirect: false, redirectTo: "/" });
  const jar = await cookies();
  jar.set(cookieNames.session, "", { ...cookieOptions.session, maxAge: 0 });
  await removeUnused();
}

async function removeUnused() {
  const jar = await cookies();
  for (const name of unusedCookies) jar.delete(name);
}
