import type { Metadata } from "next";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { lookAtLink } from "#lib/account/mailed-links/look-at-link.ts";
import { tokenOfLink } from "#lib/web/mailed-link-cookie.ts";
import { AuthPage } from "../../../auth-page.tsx";
import { DeadLink } from "../../../dead-link.tsx";
import { LostLink } from "../../../lost-link.tsx";
import { approveEmailChangeAction, cancelEmailChangeAction } from "../../actions.ts";
import { ChangeFacts } from "../../change-facts.tsx";

export const metadata: Metadata = { title: "Approve the new address", robots: { index: false } };

/** Opening the link changes nothing: mail filters open every link. The button does. */
export default async function ApproveEmailPage({ params }: { params: Promise<{ token: string }> }) {
  const token = await tokenOfLink("approve_email", params);
  if (token === null) return <LostLink />;
  const link = await lookAtLink("approve_email", token);
  if (!link)
    return (
      <DeadLink why="It was used, it is too old, or the change was called off. Nothing was changed now." />
    );
  return (
    <AuthPage
      title="Was it you?"
      description="Approving lets the account move to the new address. You can take that back for 7 days."
    >
      {link.change && <ChangeFacts change={link.change} />}
      <div className="grid gap-3">
        <SubmitForm
          action={approveEmailChangeAction}
          hidden={{ token }}
          submit="It was me: approve the change"
          submitVariant="secondary"
          submitWide
        />
        <SubmitForm
          action={cancelEmailChangeAction}
          hidden={{ token }}
          submit="It wasn’t me: call it off"
          submitVariant="secondary"
          submitWide
        />
      </div>
    </AuthPage>
  );
}
