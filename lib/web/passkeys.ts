import "server-only";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import type { z } from "zod";
import type { PasskeyBeginning } from "#components/forms/passkey-button.tsx";
import type { Command } from "#lib/core/command.ts";
import { AppError } from "#lib/core/errors.ts";
import { cookieNames, cookieOptions } from "./cookies.ts";
import { currentActor, signInPath } from "./current-actor.ts";
import { formFailure } from "./form-failure.ts";

/**
 * Begins what a passkey has to answer, for a button's script: the options go to the browser, and which challenge it is into a cookie of this
 * site alone, so that an answer made for one browser is worth nothing in another.
 */
export async function beginPasskey<O>(
  begin: Command<z.ZodType, { options: O; challengeId: string }>,
): Promise<PasskeyBeginning<O>> {
  const actor = await currentActor();
  try {
    const { options, challengeId } = await begin(actor, {});
    (await cookies()).set(cookieNames.webauthn, challengeId, cookieOptions.webauthn);
    return { options };
  } catch (error) {
    const code = error instanceof AppError ? error.code : undefined;
    if (code === "forbidden" && actor.kind === "anonymous") redirect(await signInPath());
    const { message } = formFailure(error, new FormData(), {
      command: begin.spec.name,
      requestId: actor.origin.requestId,
    });
    return { problem: message ?? "That did not work. Try again.", stale: code === "reauthenticate" };
  }
}

/** The challenge this browser's passkey had to answer. It is good once, so the cookie goes. */
export async function takePasskeyChallenge(): Promise<string | undefined> {
  const jar = await cookies();
  const challenge = jar.get(cookieNames.webauthn)?.value;
  if (challenge) jar.set(cookieNames.webauthn, "", { ...cookieOptions.webauthn, maxAge: 0 });
  return challenge;
}
