import type { Metadata } from "next";
import Link from "next/link";
import { AuthPage } from "../../../auth-page.tsx";
import { confirmEmailChangeAction } from "../../actions.ts";
import { DoneForm } from "../../done-form.tsx";

export const metadata: Metadata = { title: "Confirm your new address", robots: { index: false } };

/** Opening the link changes nothing: mail filters open every link. The button does. */
export default async function ConfirmEmailPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  return (
    <AuthPage
      title="Confirm your new address"
      description="One press says that this address is yours. You sign in with it from then on."
      aside={
        <Link href="/sign-in" className="link">
          Sign in
        </Link>
      }
    >
      <DoneForm action={confirmEmailChangeAction} token={token} submit="Confirm this address" />
    </AuthPage>
  );
}
