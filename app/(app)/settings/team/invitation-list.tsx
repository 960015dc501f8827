import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { SettingsRow } from "#components/ui/settings-row.tsx";
import { Time } from "#components/ui/time.tsx";
import type { Role } from "#lib/core/actor.ts";
import type { listInvitations } from "#lib/team/invitations/list.ts";
import { mayManage } from "#lib/team/members/rules.ts";
import { cancelInvitationAction, resendInvitationAction } from "./actions.ts";
import { roleWords } from "./words.ts";

type Row = Awaited<ReturnType<typeof listInvitations>>["rows"][number];

/** Who was asked and has not come yet. */
export function InvitationList({ rows, role }: { rows: Row[]; role: Role }) {
  return (
    <Panel title="Pending invitations" description="They join once they open the link in their mail." flush>
      <div className="mt-2 border-line border-t">
        {rows.map((invitation) => (
          <SettingsRow
            key={invitation.id}
            title={<span className="font-mono text-13 wrap-anywhere">{invitation.email}</span>}
            state={roleWords[invitation.role].label}
            proof={
              (invitation.expired && <Badge tone="warn">Expired</Badge>) ||
              (invitation.heldAt && <Badge tone="warn">Not mailed</Badge>)
            }
            description={<When invitation={invitation} />}
            action={mayManage(role, invitation.role) && <Actions invitation={invitation} />}
          />
        ))}
      </div>
    </Panel>
  );
}

function When({ invitation }: { invitation: Row }) {
  const { sentAt, expiresAt, expired, invitedBy, heldAt } = invitation;
  return (
    <>
      {heldAt ? "Made without a mail" : "Sent"} <Time value={sentAt} />
      {invitedBy && ` by ${invitedBy}`}
      {expired ? ". Its link no longer works. Send it again for a new one." : ", expires on "}
      {!expired && <Time value={expiresAt} as="date" />}
    </>
  );
}

function Actions({ invitation: { id, email } }: { invitation: Row }) {
  return (
    <>
      <SubmitForm action={resendInvitationAction} hidden={{ invitationId: id }}>
        <SubmitButton variant="secondary" size="small" aria-label={`Send again to ${email}`}>
          Send again
        </SubmitButton>
      </SubmitForm>
      <ConfirmButton
        action={cancelInvitationAction}
        hidden={{ invitationId: id }}
        label="Withdraw"
        ariaLabel={`Withdraw the invitation to ${email}`}
        size="small"
        title="Withdraw this invitation?"
        cancel="Keep it"
        confirm="Withdraw invitation"
      >
        <p>
          The link <span className="font-mono text-ink wrap-anywhere">{email}</span> received stops working at
          once. You can invite them again later.
        </p>
      </ConfirmButton>
    </>
  );
}
