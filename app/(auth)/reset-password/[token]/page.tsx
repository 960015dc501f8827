import type { Metadata } from "next";
import Link from "next/link";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { lookAtLink } from "#lib/account/mailed-links/look-at-link.ts";
import { tokenOfLink } from "#lib/web/mailed-link-cookie.ts";
import { AuthPage } from "../../auth-page.tsx";
import { DeadLink } from "../../dead-link.tsx";
import { LostLink } from "../../lost-link.tsx";
import { NewPassword } from "../../new-password.tsx";
import { resetPasswordAction } from "../actions.ts";

export const metadata: Metadata = { title: "Choose a new password", robots: { index: false } };

/** Opening the link changes nothing: mail filters open every link. The form does. */
export default async function NewPasswordPage({ params }: { params: Promise<{ token: string }> }) {
  const token = await tokenOfLink("reset_password", params);
  if (token === null) return <LostLink next={{ label: "Get a new link", href: "/reset-password" }} />;
  const link = await lookAtLink("reset_password", token);
  if (!link)
    return (
      <DeadLink
        why="Links work once, for 30 minutes, and only the newest one. Nothing was changed."
        next={{ label: "Get a new link", href: "/reset-password" }}
      />
    );
  return (
    <AuthPage
      title="Choose a new password"
      description="Every browser is signed out when you save it. Two-factor authentication stays on."
      aside={
        <>
          The link is too old?{" "}
          <Link href="/reset-password" className="link">
            Get a new one
          </Link>
        </>
      }
    >
      <SubmitForm action={resetPasswordAction} hidden={{ token }} submit="Save new password" submitWide>
        <NewPassword label="New password" />
        <Checkbox
          name="others"
          label="Somebody else was in my account"
          hint="Campaigns, imports, bulk actions and invitations asked for in the last 30 days are stopped, and API keys made in them revoked."
        />
      </SubmitForm>
    </AuthPage>
  );
}
