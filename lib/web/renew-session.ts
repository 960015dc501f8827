import "server-only";
import { cookies } from "next/headers";
import { cookieNames, cookieOptions } from "./cookies.ts";
import { sealSessionCookie } from "./session-cookie.ts";

/** Hands this browser the cookie of its session's new id. */
export async function renewSession({ userId, sid }: { userId: string; sid: string }): Promise<void> {
  const cookie = await sealSessionCookie({ sub: userId, sid });
  (await cookies()).set(cookieNames.session, cookie, cookieOptions.session);
}
