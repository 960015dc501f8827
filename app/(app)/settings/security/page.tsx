import type { Metadata } from "next";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { SettingsRow } from "#components/ui/settings-row.tsx";
import { Time } from "#components/ui/time.tsx";
import type { SecurityFacts } from "#lib/account/security-check/facts.ts";
import { getSecurityCheck } from "#lib/account/security-check/get.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { CheckUp } from "./check-up.tsx";

export const metadata: Metadata = { title: "Security" };

export default async function SecurityPage() {
  const actor = await requireMember();
  const check = await getSecurityCheck(actor, {});

  return (
    <>
      <PageHeader title="Security" description="How you prove who you are, and where you are signed in." />
      <div className="grid gap-6">
        <CheckUp check={check} />
        <Rows facts={check.facts} seesAll={workspaceAdmin.admits(actor)} />
      </div>
    </>
  );
}

function Rows({ facts, seesAll }: { facts: SecurityFacts; seesAll: boolean }) {
  const { hasPassword, passwordChangedAt, passwordWeak, twoFactorSince, passkeys, codes, codesLeft } = facts;
  return (
    <Panel flush>
      <SettingsRow
        level={2}
        title="Password"
        state={
          !hasPassword ? (
            "None"
          ) : passwordChangedAt ? (
            <>
              Chosen <Time value={passwordChangedAt} />
            </>
          ) : (
            "Set"
          )
        }
        proof={passwordWeak && <Badge tone="danger">Common</Badge>}
        description="Kept as a bcrypt hash of cost 12, never as text."
        action={
          <Button href="/settings/security/password">
            {hasPassword ? "Change password" : "Set a password"}
          </Button>
        }
      />
      <SettingsRow
        level={2}
        title="Two-Factor Auth"
        state={
          twoFactorSince ? (
            <>
              On since <Time value={twoFactorSince} as="date" />
            </>
          ) : (
            "Off"
          )
        }
        description="A code from your phone besides your password."
        action={<Button href="/settings/security/two-factor">{twoFactorSince ? "Manage" : "Set up"}</Button>}
      />
      <SettingsRow
        level={2}
        title="Passkeys"
        state={count(passkeys, "passkey")}
        description="Sign in with your fingerprint, face or device PIN. Nothing to type, nothing to steal."
        action={<Button href="/settings/security/passkeys">Manage</Button>}
      />
      <SettingsRow
        level={2}
        title="Recovery codes"
        state={codes > 0 ? `${codesLeft} of ${codes} left` : "None"}
        proof={codes > 0 && codesLeft <= 3 && <Badge tone="warn">Few</Badge>}
        description={`Each lets you in once when your phone is lost.${codes > 0 ? "" : " They come with two-factor authentication."}`}
        action={codes > 0 && <Button href="/settings/security/two-factor">Manage</Button>}
      />
      <SettingsRow
        level={2}
        title="Sessions"
        state={count(facts.sessions, "browser")}
        description="Every browser that is signed in to your account."
        action={<Button href="/settings/security/sessions">Review</Button>}
      />
      <AuditLogRow all={seesAll} />
    </Panel>
  );
}

function AuditLogRow({ all }: { all: boolean }) {
  return (
    <SettingsRow
      level={2}
      title={all ? "Audit log" : "Your activity"}
      description={
        all
          ? "Who signed in, changed or tried what, in this workspace and in its members’ accounts."
          : "Who signed in to your account, what was changed there, and what was tried."
      }
      action={<Button href="/settings/security/audit-log">Open</Button>}
    />
  );
}

const count = (number: number, noun: string) =>
  number === 0 ? "None" : `${number} ${noun}${number === 1 ? "" : "s"}`;
