import type { Metadata } from "next";
import { PlainForm } from "#components/forms/plain-form.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { getInvitation } from "#lib/team/invitations/get.ts";
import { currentActor, currentSession } from "#lib/web/current-actor.ts";
import { tokenOfLink } from "#lib/web/mailed-link-cookie.ts";
import { AuthPage } from "../../auth-page.tsx";
import { LostLink } from "../../lost-link.tsx";
import { acceptAction, useAnotherAccountAction } from "../actions.ts";
import { JoinAsNew } from "./join-as-new.tsx";

export const metadata: Metadata = { title: "Invitation", robots: { index: false } };

/** Opening the link changes nothing: mail filters open every link. A button does. */
export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const token = await tokenOfLink("invitation", params);
  if (token === null) return <LostLink />;
  const invitation = token.length > 200 ? null : await getInvitation(await currentActor(), { token });
  if (!invitation) return <Dead />;

  const { workspaceName, invitedBy, role, email } = invitation;
  const session = await currentSession();
  const mine = session?.email === email && session.emailVerifiedAt;
  return (
    <AuthPage
      title={`Join ${workspaceName}`}
      description={
        <>
          {invitedBy ?? "Somebody"} invites <span className="font-mono text-ink wrap-anywhere">{email}</span>{" "}
          as {roles[role]}
        </>
      }
      aside={mine || !session ? "You do not know them? Close this page and nothing happens." : undefined}
    >
      {mine ? (
        <SubmitForm action={acceptAction} hidden={{ token }} submit={`Join ${workspaceName}`} submitWide />
      ) : session && session.email !== email ? (
        <SomebodyElse signedInAs={session.email} />
      ) : invitation.hasAccount ? (
        <div className="grid">
          <Button
            href={`/sign-in?${new URLSearchParams({ next: "/invitation/link" })}`}
            variant="primary"
            size="large"
          >
            Sign in to join
          </Button>
        </div>
      ) : !invitation.mailed ? (
        <SignUpFirst email={email} />
      ) : (
        <JoinAsNew token={token} email={email} workspace={workspaceName} />
      )}
    </AuthPage>
  );
}

const roles = {
  admin: "an admin: you manage the workspace, its mail accounts, and its members and viewers.",
  member: "a member: you keep contacts, and write and send newsletters and campaigns.",
  viewer: "a viewer: you see everything and change nothing.",
};

function SomebodyElse({ signedInAs }: { signedInAs: string }) {
  return (
    <div className="grid gap-4">
      <p>
        You are signed in as <span className="font-mono wrap-anywhere">{signedInAs}</span>, and this
        invitation is for another address.
      </p>
      <PlainForm action={useAnotherAccountAction} className="grid gap-2">
        <Button type="submit" variant="primary" size="large">
          Use another account
        </Button>
        <Button href="/dashboard" variant="ghost">
          Stay signed in
        </Button>
      </PlainForm>
    </div>
  );
}

/** For a link that the inviter passed on: it invites an address and does not prove it. */
function SignUpFirst({ email }: { email: string }) {
  return (
    <div className="grid gap-4">
      <p>
        This link was passed on to you. To join, use the link in the mail to{" "}
        <span className="font-mono wrap-anywhere">{email}</span>, or create an account with that address,
        verify it, and open this link again.
      </p>
      <Button href="/sign-up" variant="primary" size="large">
        Create an account
      </Button>
    </div>
  );
}

function Dead() {
  return (
    <AuthPage
      title="This invitation does not work any more"
      description="Invitations work once, for 7 days, and can be taken back. Ask whoever invited you for a new one."
      aside="If you joined already, sign in."
    >
      <div className="grid">
        <Button href="/sign-in" variant="primary">
          Sign in
        </Button>
      </div>
    </AuthPage>
  );
}
