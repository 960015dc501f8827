import type { Metadata } from "next";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { lookAtLink } from "#lib/account/mailed-links/look-at-link.ts";
import { tokenOfLink } from "#lib/web/mailed-link-cookie.ts";
import { AuthPage } from "../../../auth-page.tsx";
import { DeadLink } from "../../../dead-link.tsx";
import { LostLink } from "../../../lost-link.tsx";
import { cancelAccountRecoveryAction } from "../../actions.ts";

export const metadata: Metadata = { title: "Cancel the request", robots: { index: false } };

/** Opening the link changes nothing: mail filters open every link. The button does. */
export default async function CancelRecoveryPage({ params }: { params: Promise<{ token: string }> }) {
  const token = await tokenOfLink("cancel_recovery", params);
  if (token === null) return <LostLink />;
  const link = await lookAtLink("cancel_recovery", token);
  if (!link)
    return (
      <DeadLink
        why="It was used, or the request is over. Sign in to see whether two-factor authentication is on."
        next={{ label: "Choose a new password", href: "/reset-password" }}
      />
    );
  return (
    <AuthPage
      title="Cancel the request"
      description="Somebody asked to switch off two-factor authentication for your account. One press stops it, and everything stays as it is."
    >
      <SubmitForm
        action={cancelAccountRecoveryAction}
        hidden={{ token }}
        submit="Cancel the request"
        submitWide
      />
    </AuthPage>
  );
}
