import type { Metadata } from "next";
import Link from "next/link";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { lookAtLink } from "#lib/account/mailed-links/look-at-link.ts";
import { tokenOfLink } from "#lib/web/mailed-link-cookie.ts";
import { ownSignUp } from "#lib/web/sign-up-cookie.ts";
import { AuthPage } from "../../auth-page.tsx";
import { DeadLink } from "../../dead-link.tsx";
import { LostLink } from "../../lost-link.tsx";
import { verifyEmailAction } from "../actions.ts";
import { AskedPassword } from "./asked-password.tsx";

export const metadata: Metadata = { title: "Verify your address", robots: { index: false } };

/** Opening the link changes nothing: mail filters open every link. The button does. */
export default async function VerifyEmailPage({ params }: { params: Promise<{ token: string }> }) {
  const token = await tokenOfLink("verify_email", params);
  if (token === null) return <LostLink next={{ label: "Get a new link", href: "/verify-email" }} />;
  const own = await ownSignUp();
  const link = await lookAtLink("verify_email", token);
  if (!link)
    return (
      <DeadLink
        why="Links work once, for 24 hours. If your address is verified already, sign in."
        next={{ label: "Get a new link", href: "/verify-email" }}
      />
    );
  return (
    <AuthPage
      title="Verify your address"
      description="Confirm that this address is yours to open the account."
      aside={
        <>
          You did not sign up? Close this page, and nothing opens. To make an account of your own,{" "}
          <Link href="/reset-password" className="link">
            choose a new password
          </Link>
          .
        </>
      }
    >
      <SubmitForm action={verifyEmailAction} hidden={{ token }} submit="Verify email address" submitWide>
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
          <dt className="text-ink-soft">Name</dt>
          <dd className="wrap-anywhere">{link.name}</dd>
          {link.workspaces.length > 0 && (
            <>
              <dt className="text-ink-soft">Workspace</dt>
              <dd className="wrap-anywhere">{link.workspaces.join(", ")}</dd>
            </>
          )}
        </dl>
        <AskedPassword asked={!own} />
      </SubmitForm>
    </AuthPage>
  );
}
