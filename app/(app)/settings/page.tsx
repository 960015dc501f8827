import { redirect } from "next/navigation";
import { requireMember } from "#lib/web/current-actor.ts";

export default async function SettingsPage() {
  await requireMember();
  redirect("/settings/profile");
}
