import "server-only";
import { cookies } from "next/headers";
import { cookieNames, cookieOptions } from "./cookies.ts";

type SignedUp = { email: string; mark: string };

/** Remembers this browser's sign-up, so that its page can name the address and its link need not ask for the password. */
export async function rememberSignUp({ email, mark }: SignedUp) {
  const value = `${mark}.${Buffer.from(email).toString("base64url")}`;
  (await cookies()).set(cookieNames.signUp, value, cookieOptions.signUp);
}

/** Returns what this browser signed up with, or null. Only the mark proves anything. */
export async function ownSignUp(): Promise<SignedUp | null> {
  const [mark, email] = (await cookies()).get(cookieNames.signUp)?.value.split(".") ?? [];
  if (!mark || !email || mark.length > 100 || email.length > 400) return null;
  return { mark, email: Buffer.from(email, "base64url").toString() };
}

/** Forgets the sign-up once its address is verified, or when its owner starts again. */
export async function forgetSignUp() {
  const jar = await cookies();
  if (jar.has(cookieNames.signUp)) jar.set(cookieNames.signUp, "", { ...cookieOptions.signUp, maxAge: 0 });
}
