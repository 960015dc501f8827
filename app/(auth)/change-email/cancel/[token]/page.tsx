import type { Metadata } from "next";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { lookAtLink } from "#lib/account/mailed-links/look-at-link.ts";
import { tokenOfLink } from "#lib/web/mailed-link-cookie.ts";
import { AuthPage } from "../../../auth-page.tsx";
import { DeadLink } from "../../../dead-link.tsx";
import { LostLink } from "../../../lost-link.tsx";
import { cancelEmailChangeAction } from "../../actions.ts";
import { ChangeFacts } from "../../change-facts.tsx";

export const metadata: Metadata = { title: "Call the change off", robots: { index: false } };

/** Opening the link changes nothing: mail filters open every link. The button does. */
export default async function CancelEmailPage({ params }: { params: Promise<{ token: string }> }) {
  const token = await tokenOfLink("cancel_email", params);
  if (token === null) return <LostLink />;
  const link = await lookAtLink("cancel_email", token);
  if (!link)
    return (
      <DeadLink
        why="It was used, it is too old, or the change was called off. Nothing was changed now."
        next={{ label: "Choose a new password", href: "/reset-password" }}
      />
    );
  return (
    <AuthPage
      title="Call the change off"
      description="The account keeps this address, or gets it back. If it had changed already, every browser is signed out, and you choose a new password."
      aside="The change is yours? Close this page, and it goes on."
    >
      {link.change && <ChangeFacts change={link.change} />}
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
