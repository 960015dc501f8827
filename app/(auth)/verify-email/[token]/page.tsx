import type { Metadata } from "next";
import Link from "next/link";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { AuthPage } from "../../auth-page.tsx";
import { verifyEmailAction } from "../actions.ts";
import { AskedPassword } from "./asked-password.tsx";

export const metadata: Metadata = { title: "Verify your address", robots: { index: false } };

/** Opening the link changes nothing: mail filters open every link. The button does. */
export default async function VerifyEmailPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  return (
    <AuthPage
      title="Verify your address"
      description="One press says that this address is yours, and opens your account."
      aside={
        <>
          The link is too old?{" "}
          <Link href="/verify-email" className="link">
            Get a new one
          </Link>
        </>
      }
    >
      <SubmitForm action={verifyEmailAction} hidden={{ token }} submit="Verify email address" submitWide>
        <AskedPassword />
      </SubmitForm>
    </AuthPage>
  );
}
