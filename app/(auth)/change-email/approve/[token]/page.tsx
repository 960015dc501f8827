import type { Metadata } from "next";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { AuthPage } from "../../../auth-page.tsx";
import { approveEmailChangeAction } from "../../actions.ts";

export const metadata: Metadata = { title: "Approve the new address", robots: { index: false } };

/** Opening the link changes nothing: mail filters open every link. The button does. */
export default async function ApproveEmailPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  return (
    <AuthPage
      title="Approve the new address"
      description="One press from your old address lets the account move to the new one. You can take that back for 7 days."
      aside="You did not ask for this? Close this page, and open the other link in the same mail: it calls the change off."
    >
      <SubmitForm
        action={approveEmailChangeAction}
        hidden={{ token }}
        submit="Approve the change"
        submitWide
      />
    </AuthPage>
  );
}
