import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { PageHeader } from "#components/ui/page-header.tsx";
import { getTwoFactor } from "#lib/account/two-factor/get.ts";
import { currentSession, requireUser } from "#lib/web/current-actor.ts";
import { regenerateRecoveryCodesAction } from "../actions.ts";
import { NewCodesForm } from "../new-codes-form.tsx";

export const metadata: Metadata = { title: "Recovery codes" };

const overview = "/settings/security/two-factor";

export default async function RecoveryCodesPage() {
  const actor = await requireUser();
  const [{ enabledAt, codes, codesLeft }, session] = await Promise.all([
    getTwoFactor(actor, {}),
    currentSession(),
  ]);
  if (!enabledAt) redirect(overview);

  return (
    <>
      <PageHeader
        title="Recovery codes"
        breadcrumb={[
          { label: "Security", href: "/settings/security" },
          { label: "Two-Factor Auth", href: overview },
        ]}
        description="Ten codes that each let you in once when your phone is not at hand."
      />
      <NewCodesForm
        action={regenerateRecoveryCodesAction}
        submit="Make ten new codes"
        email={session?.email ?? ""}
        done="Your old codes do not work any more"
        savedHref={overview}
      >
        <p className="text-ink-soft">
          {codesLeft} of your {codes} codes are left. Only their fingerprints are kept, so nobody can show
          them again. When you make new ones, the old ones stop working at once.
        </p>
      </NewCodesForm>
    </>
  );
}
