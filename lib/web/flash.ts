import "server-only";
import { cookies } from "next/headers";
import { cookieNames, cookieOptions } from "./cookies.ts";
import { type FlashMessage, readFlash, writeFlash } from "./flash-value.ts";

/** Leaves one message for the next page: call it in an action that redirects. */
export async function setFlash(message: string, tone: FlashMessage["tone"] = "ok") {
  (await cookies()).set(cookieNames.flash, writeFlash(message, tone), cookieOptions.flash);
}

/** The message the last action left, for the shell. The proxy and the shell's script take the cookie off. */
export async function currentFlash(): Promise<FlashMessage | null> {
  return readFlash((await cookies()).get(cookieNames.flash)?.value);
}
