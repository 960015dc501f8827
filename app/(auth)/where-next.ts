import { redirect } from "next/navigation";
import { becomeMemberPath, currentActor, currentSession } from "#lib/web/current-actor.ts";
import { safeNext } from "#lib/web/safe-next.ts";

/** Sends somebody who is signed in already where they wanted to go. */
export async function goOnIfSignedIn(next?: unknown) {
  const actor = await currentActor();
  if (actor.kind === "member") redirect(safeNext(next));
  if (actor.kind !== "user") return;
  redirect(becomeMemberPath(await currentSession()));
}
