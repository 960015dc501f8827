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
 * Begins a passkey's challenge for a button's script. The options go to the browser and the challenge's id into a
 * cookie of this site alone. A response made for one browser is therefore useless in another.
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

/** Returns and removes the cookie of this browser's passkey challenge, because the challenge is good once. */
export async function takePasskeyChallenge(): Promise<string | undefined> {
  const jar = await cookies();
  const challenge = jar.get(cookieNames.webauthn)?.value;
  if (challenge) jar.set(cookieNames.webauthn, "", { ...cookieOptions.webauthn, maxAge: 0 });
  return challenge;
}
