"use server";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { readTheme } from "#components/shell/theme.ts";
import { beginPasskeyStepUp } from "#lib/account/passkeys/begin-step-up.ts";
import { signOut } from "#lib/account/sessions/sign-out.ts";
import { switchWorkspace } from "#lib/team/workspaces/switch.ts";
import { cookieNames, cookieOptions } from "#lib/web/cookies.ts";
import { currentActor } from "#lib/web/current-actor.ts";
import { plainAction } from "#lib/web/form-action.ts";
import { endSession } from "#lib/web/next-auth.ts";
import { beginPasskey } from "#lib/web/passkeys.ts";

export const switchWorkspaceAction = plainAction(switchWorkspace, { then: "/dashboard" });

export async function signOutAction() {
  const actor = await currentActor();
  if (actor.kind !== "anonymous") await signOut(actor, {});
  await endSession();
  redirect("/sign-in?signed-out");
}

export async function chooseThemeAction(data: FormData) {
  const theme = readTheme(data instanceof FormData ? String(data.get("theme")) : undefined);
  (await cookies()).set(cookieNames.theme, theme, cookieOptions.theme);
}

export async function beginPasskeyProofAction() {
  return beginPasskey(beginPasskeyStepUp);
}
