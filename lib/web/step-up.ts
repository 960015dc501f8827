import "server-only";
import { redirect, unstable_rethrow } from "next/navigation";
import type { FormAction, FormState } from "#components/forms/form-state.ts";
import { stepUp } from "#lib/account/sign-in/step-up.ts";
import { getMyFactors } from "#lib/account/two-factor/factors.ts";
import type { Actor } from "#lib/core/actor.ts";
import { currentActor, signInPath } from "./current-actor.ts";
import { formFailure } from "./form-failure.ts";
import { tooManyFields, tooManyFieldsMessage } from "./form-input.ts";
import { giveSession } from "./next-auth.ts";
import { takePasskeyChallenge } from "./passkeys.ts";
import { safeNext } from "./safe-next.ts";

/**
 * Returns the actor, freshly proved if the form carries a proof; the session's cookie changes with it.
 * @throws AppError as stepUp does.
 */
export async function withStepUp(actor: Actor, data: FormData): Promise<Actor> {
  const given = await stepUpInput(data);
  if (Object.keys(given).length === 0 || !("authTime" in actor)) return actor;
  return { ...actor, authTime: await proveAgain(actor, given) };
}

/** Returns the proof in the form. The cookie names the passkey's challenge, never the form. */
async function stepUpInput(data: FormData): Promise<Record<string, string>> {
  const { stepUpChallenge: _, ...given } = Object.fromEntries(
    [...data].filter(
      (entry): entry is [string, string] =>
        /^stepUp[A-Z]/.test(entry[0]) && typeof entry[1] === "string" && entry[1] !== "",
    ),
  );
  const challenge = "stepUpPasskey" in given && (await takePasskeyChallenge());
  return challenge ? { ...given, stepUpChallenge: challenge } : given;
}

async function proveAgain(actor: Actor, given: Record<string, string>): Promise<Date> {
  const { userId, sid, authTime } = await stepUp(actor, given);
  await giveSession({ userId, sid });
  return authTime;
}

/** Returns the factors the form must ask for; undefined when the visitor is signed out. */
export async function stepUpNeeded(actor: Actor): Promise<FormState["stepUp"]> {
  return "authTime" in actor ? await getMyFactors(actor, {}) : undefined;
}

/** Proves the user for a page with sensitive content, and returns to it: `/…` in the field `next`. */
export const stepUpAction: FormAction = async (_before, data) => {
  if (tooManyFields(data)) return { status: "error", message: tooManyFieldsMessage };
  const actor = await currentActor();
  if (!("authTime" in actor)) redirect(await signInPath());
  const given = await stepUpInput(data);
  try {
    await proveAgain(actor, given);
  } catch (error) {
    unstable_rethrow(error);
    return formFailure(error, data, { command: "session.step_up", requestId: actor.origin.requestId });
  }
  redirect(safeNext(data.get("next"), "/settings/security"));
};
