import type { Metadata } from "next";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { lookAtLink } from "#lib/account/mailed-links/look-at-link.ts";
import { tokenOfLink } from "#lib/web/mailed-link-cookie.ts";
import { AuthPage } from "../../../auth-page.tsx";
import { DeadLink } from "../../../dead-link.tsx";
import { LostLink } from "../../../lost-link.tsx";
import { confirmEmailChangeAction } from "../../actions.ts";
import { ChangeFacts } from "../../change-facts.tsx";

export const metadata: Metadata = { title: "Confirm your new address", robots: { index: false } };

/** Opening the link changes nothing: mail filters open every link. The button does. */
export default async function ConfirmEmailPage({ params }: { params: Promise<{ token: string }> }) {
  const token = await tokenOfLink("confirm_email", params);
  if (token === null) return <LostLink />;
  const link = await lookAtLink("confirm_email", token);
  if (!link)
    return (
      <DeadLink why="It was used, it is too old, or the change was called off. Nothing was changed now." />
    );
  return (
    <AuthPage
      title="Confirm your new address"
      description="Confirm that this address is yours. You sign in with it from then on."
      aside="You did not ask for this? Close this page, and nothing changes."
    >
      {link.change && <ChangeFacts change={link.change} />}
      <SubmitForm
        action={confirmEmailChangeAction}
        hidden={{ token }}
        submit="Confirm this address"
        submitWide
      />
    </AuthPage>
  );
}
