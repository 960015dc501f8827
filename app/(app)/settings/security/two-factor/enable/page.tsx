import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { PageHeader } from "#components/ui/page-header.tsx";
import { lacksFactor } from "#lib/account/sessions/session-actor.ts";
import { currentSession, requireUser } from "#lib/web/current-actor.ts";
import { EnableSteps } from "./enable-steps.tsx";

export const metadata: Metadata = { title: "Enable 2FA" };

export default async function EnablePage() {
  const actor = await requireUser();
  const session = await currentSession();
  // Turning it on makes a member of them, and this frame another one: the recovery codes, shown once, would go with the old frame.
  if (session && lacksFactor(session)) redirect("/two-factor-required/enable");

  return (
    <EnableSteps
      actor={actor}
      page="/settings/security/two-factor/enable"
      savedHref="/settings/security/two-factor"
      header={
        <PageHeader
          title="Enable 2FA"
          breadcrumb={[
            { label: "Security", href: "/settings/security" },
            { label: "Two-Factor Auth", href: "/settings/security/two-factor" },
          ]}
          description="Three steps: scan the code, type what your app shows, keep the recovery codes. Nothing is on before the second."
        />
      }
    />
  );
}
