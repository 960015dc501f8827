import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { PasskeyProof, PasskeyProofs } from "#components/forms/passkey-proof.tsx";
import { PlainForm } from "#components/forms/plain-form.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Time } from "#components/ui/time.tsx";
import { lacksFactor } from "#lib/account/sessions/session-actor.ts";
import { getMyFactors } from "#lib/account/two-factor/factors.ts";
import { listMyWorkspaces } from "#lib/team/workspaces/list-mine.ts";
import { currentSession, requireUser } from "#lib/web/current-actor.ts";
import { beginPasskeyProofAction, signOutAction, switchWorkspaceAction } from "../../(app)/actions.ts";
import { proveAction } from "../../(app)/settings/security/actions.ts";
import { AuthPage } from "../auth-page.tsx";

export const metadata: Metadata = { title: "Two-factor authentication is required" };

/** Where a member ends up whose workspace demands more than this session has shown: what is missing, and every way on. */
export default async function TwoFactorRequiredPage() {
  const actor = await requireUser();
  const session = await currentSession();
  const workspace = session?.workspace;
  if (!session || actor.kind === "member" || !workspace?.twoFactorRequiredFrom || !lacksFactor(session))
    return redirect("/dashboard");

  const [{ passkey }, mine] = await Promise.all([getMyFactors(actor, {}), listMyWorkspaces(actor, {})]);
  const others = mine.filter(({ id }) => id !== workspace.id);
  return (
    <AuthPage
      title={`${workspace.name} requires two-factor authentication`}
      description={
        <>
          Since <Time value={workspace.twoFactorRequiredFrom} as="date" /> a password alone does not open it.{" "}
          {passkey
            ? "Prove yourself with your passkey, or set up an authenticator app."
            : "Set up an authenticator app, and you are back in. It takes two minutes."}
        </>
      }
    >
      <div className="grid gap-2">
        {passkey && <UsePasskey />}
        <Button
          href="/settings/security/two-factor"
          prefetch={false}
          variant={passkey ? "secondary" : "primary"}
          size="large"
        >
          Set up two-factor authentication
        </Button>
        {others.length > 0 && (
          <PlainForm action={switchWorkspaceAction} className="mt-4 grid gap-2">
            <h2 className="text-14">Your other workspaces</h2>
            {others.map(({ id, name }) => (
              <Button key={id} type="submit" name="workspaceId" value={id}>
                {`Go to ${name}`}
              </Button>
            ))}
          </PlainForm>
        )}
        <PlainForm signsOut action={signOutAction} className="grid">
          <Button type="submit" variant="ghost">
            Sign out
          </Button>
        </PlainForm>
      </div>
    </AuthPage>
  );
}

/** A passkey and its own PIN or fingerprint are two factors: this session shows them and goes on. */
function UsePasskey() {
  return (
    <PasskeyProofs begin={beginPasskeyProofAction}>
      <SubmitForm action={proveAction} hidden={{ next: "/dashboard" }}>
        <PasskeyProof alone />
      </SubmitForm>
    </PasskeyProofs>
  );
}
