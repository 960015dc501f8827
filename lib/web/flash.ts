import "server-only";
import { cookies } from "next/headers";
import { cookieNames, cookieOptions } from "./cookies.ts";
import { type FlashMessage, readFlash, writeFlash } from "./flash-value.ts";

/** Leaves one message for the next page. Call it in an action that redirects. */
export async function setFlash(message: string, tone: FlashMessage["tone"] = "ok") {
  (await cookies()).set(cookieNames.flash, writeFlash(message, tone), cookieOptions.flash);
}

/** Returns the message of the last action, for the layout. The proxy and the layout's script remove the cookie. */
export async function currentFlash(): Promise<FlashMessage | null> {
  return readFlash((await cookies()).get(cookieNames.flash)?.value);
}
