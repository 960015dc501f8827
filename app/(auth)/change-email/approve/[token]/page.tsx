import type { Metadata } from "next";
import Link from "next/link";
import { AuthPage } from "../../../auth-page.tsx";
import { approveEmailChangeAction } from "../../actions.ts";
import { DoneForm } from "../../done-form.tsx";

export const metadata: Metadata = { title: "Approve the new address", robots: { index: false } };

/** Opening the link changes nothing: mail filters open every link. The button does. */
export default async function ApproveEmailPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  return (
    <AuthPage
      title="Approve the new address"
      description="One press from your old address lets the account move to the new one. You can take that back for 7 days."
      aside={
        <Link href="/sign-in" className="link">
          Sign in
        </Link>
      }
    >
      <DoneForm action={approveEmailChangeAction} token={token} submit="Approve the change" />
    </AuthPage>
  );
}
