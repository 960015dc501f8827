import type { Metadata } from "next";
import { PasskeyProofs } from "#components/forms/passkey-proof.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { currentSession, requireUser } from "#lib/web/current-actor.ts";
import { beginPasskeyProofAction } from "../../../(app)/actions.ts";
import { OnlySetup } from "../../../(app)/only-setup.tsx";
import { EnableSteps } from "../../../(app)/settings/security/two-factor/enable/enable-steps.tsx";

export const metadata: Metadata = { title: "Enable 2FA" };

/** The set-up for who is shut out until it is done, in a frame that stays the same when they are let in: the codes are shown once. */
export default async function EnableRequiredPage() {
  const actor = await requireUser();
  const session = await currentSession();

  return (
    <OnlySetup session={session?.sessionId ?? ""}>
      <PasskeyProofs begin={beginPasskeyProofAction}>
        <EnableSteps
          actor={actor}
          page="/two-factor-required/enable"
          savedHref="/dashboard"
          header={
            <PageHeader
              title="Enable 2FA"
              description="Three steps: scan the code, type what your app shows, keep the recovery codes. Then your workspace opens."
            />
          }
        />
      </PasskeyProofs>
    </OnlySetup>
  );
}
