import type { Metadata } from "next";
import Link from "next/link";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { lookAtLink } from "#lib/account/mailed-links/look-at-link.ts";
import { tokenOfLink } from "#lib/web/mailed-link-cookie.ts";
import { AuthPage } from "../../auth-page.tsx";
import { DeadLink } from "../../dead-link.tsx";
import { LostLink } from "../../lost-link.tsx";
import { disownSessionAction } from "../actions.ts";

export const metadata: Metadata = { title: "This wasn't me", robots: { index: false } };

/** Opening the link changes nothing: mail filters open every link. The button does. */
export default async function NotMePage({ params }: { params: Promise<{ token: string }> }) {
  const token = await tokenOfLink("disown_session", params);
  if (token === null) return <LostLink />;
  const link = await lookAtLink("disown_session", token);
  if (!link)
    return (
      <DeadLink
        why="Links work once, for 7 days. If you worry about your account, sign in and look at your sessions, or choose a new password."
        next={{ label: "Choose a new password", href: "/reset-password" }}
      />
    );
  return (
    <AuthPage
      title="It wasn't you?"
      description="One press locks them out:"
      aside={
        <>
          It was you after all? Then close this page.{" "}
          <Link href="/sign-in" className="link">
            Go to sign-in
          </Link>
        </>
      }
    >
      <ul className="mb-5 grid list-disc gap-1 ps-5 text-ink-soft">
        <li>every browser is signed out, also this one,</li>
        <li>your password opens nothing any more,</li>
        <li>passkeys and address changes made since then are undone,</li>
        <li>
          two-factor authentication is turned off if it was turned on since then and within the last day;
          otherwise it stays on,
        </li>
        <li>
          campaigns, imports, bulk actions, invitations, webhooks and API keys made or asked for since then
          are stopped, in every workspace, and their owners are told,
        </li>
        <li>and a mail follows with which you choose a new password.</li>
      </ul>
      <SubmitForm
        action={disownSessionAction}
        hidden={{ token }}
        submit="It wasn't me: lock them out"
        submitVariant="danger"
        submitWide
      />
    </AuthPage>
  );
}
