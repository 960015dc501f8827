import "server-only";
import { cookies } from "next/headers";
import { cookieNames, cookieOptions } from "./cookies.ts";
import { formInput } from "./form-input.ts";
import { startSession } from "./next-auth.ts";

/** The sign-in form's fields, and what this browser says of itself. */
export async function signInInput(data: FormData) {
  const { email, password } = formInput(data);
  return { email, password, device: (await cookies()).get(cookieNames.device)?.value };
}

/** After the password: a session, or the wait for the second factor, which is no session. */
export async function enter(
  result: { device: string } & (
    | { kind: "ticket"; ticket: string }
    | { kind: "challenge"; challenge: string }
  ),
) {
  const jar = await cookies();
  if (result.kind === "challenge") {
    jar.set(cookieNames.pending, result.challenge, cookieOptions.pending);
    return;
  }
  await startSession(result.ticket);
  jar.set(cookieNames.device, result.device, cookieOptions.device);
}
