import type { Metadata } from "next";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { StatusDot } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { SettingsRow } from "#components/ui/settings-row.tsx";
import { Time } from "#components/ui/time.tsx";
import { getMyRecovery } from "#lib/account/account-recovery/get-mine.ts";
import { getTwoFactor } from "#lib/account/two-factor/get.ts";
import { FEW_RECOVERY_CODES } from "#lib/account/two-factor/recovery-code.ts";
import { requireUser } from "#lib/web/current-actor.ts";
import { beginTwoFactorAction, cancelMyRecoveryAction } from "./actions.ts";

export const metadata: Metadata = { title: "Two-Factor Auth" };

export default async function TwoFactorPage() {
  const actor = await requireUser();
  const [state, recovery] = await Promise.all([getTwoFactor(actor, {}), getMyRecovery(actor, {})]);
  return (
    <>
      <PageHeader
        title="Two-Factor Auth"
        // Who is shut out of the workspace has no Security page to go back to.
        {...(actor.kind === "member" && {
          breadcrumb: [{ label: "Security", href: "/settings/security" }],
        })}
        description="Besides your password, signing in takes a code from an app on your phone. Whoever learns your password alone stays outside."
      />
      <div className="grid gap-4">
        {recovery && <OpenRequest dueAt={recovery.dueAt} />}
        {state.enabledAt ? <On {...state} enabledAt={state.enabledAt} /> : <Off />}
      </div>
    </>
  );
}

function Off() {
  return (
    <Panel title="Authenticator app" action={<StatusDot>Off</StatusDot>}>
      <div className="grid gap-4">
        <p className="max-w-[65ch] text-ink-soft">
          You need an authenticator app: Google Authenticator, Authy, 1Password, or the one your phone has
          built in. You scan a code with it, type the six digits it shows, and keep ten recovery codes for the
          day your phone is not at hand.
        </p>
        <p className="max-w-[65ch] text-ink-soft">
          When it is on, every other browser where you are signed in is signed out. This one stays.
        </p>
        <SubmitForm action={beginTwoFactorAction} submit="Enable 2FA" />
      </div>
    </Panel>
  );
}

type OnProps = {
  enabledAt: Date;
  codes: number;
  codesLeft: number;
  codesMadeAt: Date | null;
  codeUsedAt: Date | null;
};

function On({ enabledAt, codes, codesLeft, codesMadeAt, codeUsedAt }: OnProps) {
  return (
    <>
      {codesLeft <= FEW_RECOVERY_CODES && (
        <Notice
          tone="warn"
          title={fewWords(codesLeft)}
          action={<Button href="/settings/security/two-factor/recovery-codes">Make new codes</Button>}
        >
          Without them, a lost phone means a wait of three days.
        </Notice>
      )}
      <Panel flush>
        <SettingsRow
          level={2}
          title="Authenticator app"
          state={<StatusDot tone="ok">On</StatusDot>}
          description={
            <>
              Asked for after your password since <Time value={enabledAt} as="date" />.
            </>
          }
          action={
            <Button href="/settings/security/two-factor/disable" variant="danger-quiet">
              Disable 2FA
            </Button>
          }
        />
        <SettingsRow
          level={2}
          title="Recovery codes"
          state={`${codesLeft} of ${codes} left`}
          description={
            <>
              {codesMadeAt && (
                <>
                  Made <Time value={codesMadeAt} as="date" />,{" "}
                </>
              )}
              {codeUsedAt ? (
                <>
                  last used <Time value={codeUsedAt} />.
                </>
              ) : (
                "none used yet."
              )}{" "}
              Each lets you in once without your phone.
            </>
          }
          action={<Button href="/settings/security/two-factor/recovery-codes">Make new codes</Button>}
        />
      </Panel>
    </>
  );
}

function fewWords(left: number) {
  if (left === 0) return "No recovery codes are left";
  return left === 1 ? "Only one recovery code is left" : `Only ${left} recovery codes are left`;
}

function OpenRequest({ dueAt }: { dueAt: Date }) {
  return (
    <Notice
      tone="danger"
      title="Somebody asked to switch off your two-factor authentication"
      action={
        <SubmitForm action={cancelMyRecoveryAction} submit="Cancel the request" submitVariant="danger" />
      }
    >
      They knew your password. If nobody cancels, it is switched off on <Time value={dueAt} as="exact" />. If
      it was not you, cancel it and choose a new password.
    </Notice>
  );
}
