import { KeyRound, Plus } from "lucide-react";
import type { Metadata } from "next";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { listMyPasskeys } from "#lib/account/passkeys/list.ts";
import { getMyFactors } from "#lib/account/two-factor/factors.ts";
import { requireUser } from "#lib/web/current-actor.ts";
import { PasskeyRow } from "./passkey-row.tsx";

export const metadata: Metadata = { title: "Passkeys" };

export default async function PasskeysPage() {
  const actor = await requireUser();
  const [passkeys, factors] = await Promise.all([listMyPasskeys(actor, {}), getMyFactors(actor, {})]);
  const add = (
    <Button
      href="/settings/security/passkeys/new"
      variant="primary"
      icon={<Plus aria-hidden="true" />}
      className="noscript:hidden"
    >
      Add a passkey
    </Button>
  );

  return (
    <>
      <PageHeader
        title="Passkeys"
        breadcrumb={[{ label: "Security", href: "/settings/security" }]}
        description="Sign in with your fingerprint, face or device PIN. It counts as two-factor authentication."
        actions={passkeys.length > 0 && add}
      />
      <Panel flush>
        {passkeys.length === 0 ? (
          <EmptyState icon={<KeyRound aria-hidden="true" />} title="No passkey yet" action={add}>
            A passkey stays on your device or with your password manager. We keep its public half only, which
            opens nothing.
          </EmptyState>
        ) : (
          <ul>
            {passkeys.map((passkey) => (
              <PasskeyRow
                key={passkey.id}
                passkey={passkey}
                lastStrong={passkeys.length === 1 && !factors.code}
              />
            ))}
          </ul>
        )}
      </Panel>
      <p className="mt-3 text-13 text-ink-faint scripted:hidden">
        Passkeys need JavaScript, which is off here. You can rename and remove them without it.
      </p>
    </>
  );
}
