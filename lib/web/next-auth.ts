import "server-only";
import { cookies } from "next/headers";
import NextAuth, { type NextAuthConfig } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { env } from "#lib/env.ts";
import { cookieNames, cookieOptions, SESSION_SECONDS } from "./cookies.ts";
import { type SessionCookie, sealSessionCookie } from "./session-cookie.ts";

type Claims = Pick<SessionCookie, "sub" | "sid">;

/**
 * Configures Auth.js as a token library that sets and removes the encrypted session cookie. None of its routes are
 * mounted, so there is no sign-in page, session endpoint or callback to defend.
 */
function config(claims: Claims | null): NextAuthConfig {
  const ours = ({ maxAge: _, ...options }: { maxAge: number } & Record<string, unknown>) => options;
  return {
    // Auth.js builds addresses from the Host header. None is used, because every response here is a cookie.
    trustHost: true,
    basePath: "/api/auth",
    secret: [...env().AUTH_SECRETS],
    useSecureCookies: true,
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    jwt: { encode: ({ token }) => sealSessionCookie(token as Claims) },
    cookies: {
      sessionToken: { name: cookieNames.session, options: ours(cookieOptions.session) },
      callbackUrl: { name: unusedCookies[0], options: ours(cookieOptions.session) },
      csrfToken: { name: unusedCookies[1], options: ours(cookieOptions.session) },
    },
    providers: [
      Credentials({
        id: "session",
        credentials: {},
        // Credentials are ignored, because a command in this process began the session.
        authorize: () => claims && { id: claims.sub },
      }),
    ],
    callbacks: {
      // Exactly two claims, so that a caller's "update" of the session is ignored.
      jwt: () => claims,
      redirect: () => env().APP_URL,
    },
    logger: { error: () => {}, warn: () => {}, debug: () => {} },
  };
}

const unusedCookies = ["__Host-mn.callback", "__Host-mn.csrf"] as const;

/** Sets the session cookie of a session that has begun, or of its new id. */
export async function giveSession({ userId, sid }: { userId: string; sid: string }): Promise<void> {
  const { signIn } = NextAuth(() => config({ sub: userId, sid }));
  await signIn("session", { redirect: false, redirectTo: "/" });
  await removeUnused();
}

/** Removes the session cookie. A command has ended the session itself. */
export async function endSession(): Promise<void> {
  const { signOut } = NextAuth(() => config(null));
  await signOut({ redirect: false, redirectTo: "/" });
  const jar = await cookies();
  jar.set(cookieNames.session, "", { ...cookieOptions.session, maxAge: 0 });
  await removeUnused();
}

async function removeUnused() {
  const jar = await cookies();
  for (const name of unusedCookies) jar.delete(name);
}
