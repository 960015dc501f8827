import type { Metadata } from "next";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { AuthPage } from "../../../auth-page.tsx";
import { cancelEmailChangeAction } from "../../actions.ts";

export const metadata: Metadata = { title: "Call the change off", robots: { index: false } };

/** Opening the link changes nothing: mail filters open every link. The button does. */
export default async function CancelEmailPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  return (
    <AuthPage
      title="Call the change off"
      description="The account keeps this address, or gets it back. If it had changed already, every browser is signed out, and you choose a new password."
      aside="The change is yours? Close this page, and it goes on."
    >
      <SubmitForm
        action={cancelEmailChangeAction}
        hidden={{ token }}
        submit="Call the change off"
        submitVariant="danger"
        submitWide
      />
    </AuthPage>
  );
}
