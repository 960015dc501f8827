import type { Metadata } from "next";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { AuthPage } from "../../../auth-page.tsx";
import { cancelAccountRecoveryAction } from "../../actions.ts";

export const metadata: Metadata = { title: "Cancel the request", robots: { index: false } };

/** Opening the link changes nothing: mail filters open every link. The button does. */
export default async function CancelRecoveryPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
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
