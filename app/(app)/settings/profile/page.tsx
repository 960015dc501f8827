import type { Metadata } from "next";
import { UseBrowserZone } from "#components/forms/browser-zone.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Select } from "#components/ui/select.tsx";
import { SettingsRow } from "#components/ui/settings-row.tsx";
import { Time } from "#components/ui/time.tsx";
import { getPendingEmailChange } from "#lib/account/email-changes/pending.ts";
import { listMySessions } from "#lib/account/sessions/list.ts";
import { timeZonesWith } from "#lib/core/time-zone.ts";
import { currentSession, requireMember } from "#lib/web/current-actor.ts";
import { renameUserAction, setTimeZoneAction } from "./actions.ts";
import { PendingChange } from "./pending-change.tsx";

export const metadata: Metadata = { title: "Profile" };

const roleNames = { owner: "Owner", admin: "Admin", member: "Member", viewer: "Viewer" };

export default async function ProfilePage() {
  const actor = await requireMember();
  const session = await currentSession();
  if (!session?.workspace) return null;

  const change = await getPendingEmailChange(actor, {});
  const mine = (await listMySessions(actor, {})).find(({ current }) => current);
  return (
    <>
      <PageHeader title="Profile" description="How people in your workspaces see you, and how you sign in." />
      <div className="grid gap-6">
        {change && <PendingChange change={change} />}
        <Panel title="Your name">
          <SubmitForm action={renameUserAction} submit="Save name">
            <Field name="name" label="Name">
              <Input autoComplete="name" maxLength={100} defaultValue={session.name} />
            </Field>
          </SubmitForm>
        </Panel>
        <Panel title="Your time zone">
          <SubmitForm action={setTimeZoneAction} submit="Save time zone" secondary={<UseBrowserZone />}>
            <Field
              name="timeZone"
              label="Time zone"
              hint="Every page and every mail to you writes times in it."
            >
              <Select
                options={[
                  { value: "", label: `Same as the workspace (${label(session.workspace.timeZone)})` },
                  ...timeZonesWith(session.ownTimeZone).map((zone) => ({ value: zone, label: label(zone) })),
                ]}
                defaultValue={session.ownTimeZone ?? ""}
              />
            </Field>
          </SubmitForm>
        </Panel>
        <Panel title="Your account" flush>
          <SettingsRow
            title="Email address"
            state={<span className="font-mono wrap-anywhere">{session.email}</span>}
            description="You sign in with it, and it gets your verification and security mail."
            proof={session.emailVerifiedAt && <Badge tone="ok">Verified</Badge>}
            action={<Button href="/settings/profile/email">Change address</Button>}
          />
          <SettingsRow
            title="Role"
            state={`${roleNames[session.workspace.role]} of ${session.workspace.name}`}
            description="What you may do here. Owners and admins change the workspace; members write and send; viewers read."
          />
          <SettingsRow
            title="This session"
            state={
              <>
                Signed in since <Time value={mine?.createdAt ?? session.authTime} as="minute" />
              </>
            }
            description="It ends after 30 days without use, after 90 days in any case, or when you sign out."
          />
        </Panel>
      </div>
    </>
  );
}

const label = (zone: string) => zone.replaceAll("_", " ");
