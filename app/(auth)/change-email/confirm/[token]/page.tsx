import type { Metadata } from "next";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { AuthPage } from "../../../auth-page.tsx";
import { confirmEmailChangeAction } from "../../actions.ts";

export const metadata: Metadata = { title: "Confirm your new address", robots: { index: false } };

/** Opening the link changes nothing: mail filters open every link. The button does. */
export default async function ConfirmEmailPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  return (
    <AuthPage
      title="Confirm your new address"
      description="One press says that this address is yours. You sign in with it from then on."
      aside="You did not ask for this? Close this page, and nothing changes."
    >
      <SubmitForm
        action={confirmEmailChangeAction}
        hidden={{ token }}
        submit="Confirm this address"
        submitWide
      />
    </AuthPage>
  );
}
