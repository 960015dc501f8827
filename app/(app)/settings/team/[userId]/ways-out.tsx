import { KeyRound, UserMinus } from "lucide-react";
import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { SettingsRow } from "#components/ui/settings-row.tsx";
import { removeMemberAction, transferOwnershipAction } from "../actions.ts";

type Props = {
  member: { userId: string; name: string };
  accounts: { label: string }[];
  workspace: string;
  mayTransfer: boolean;
};

/** Ownership to them, or they out of the workspace: each says exactly what happens first. */
export function WaysOut({ member, accounts, workspace, mayTransfer }: Props) {
  const { userId, name } = member;
  return (
    <Panel flush>
      {mayTransfer && (
        <SettingsRow
          level={2}
          title="Transfer the ownership"
          description={`${name} becomes the owner in your place, and you an admin.`}
          action={
            <ConfirmButton
              action={transferOwnershipAction}
              hidden={{ userId }}
              label="Transfer"
              ariaLabel={`Transfer the ownership to ${name}`}
              icon={<KeyRound aria-hidden="true" />}
              title={`Transfer ${workspace} to ${name}?`}
              confirm="Transfer ownership"
              typed={workspace}
            >
              <p>
                You become an admin. Only {name}, or another owner, can make you an owner again or undo this.
              </p>
            </ConfirmButton>
          }
        />
      )}
      <SettingsRow
        level={2}
        title="Remove from the workspace"
        description="At once, in every browser they use. Their account and their other workspaces stay."
        action={
          <ConfirmButton
            action={removeMemberAction}
            hidden={{ userId }}
            label="Remove"
            ariaLabel={`Remove ${name}`}
            icon={<UserMinus aria-hidden="true" />}
            title={`Remove ${name}?`}
            confirm="Remove from workspace"
            fields={
              <Checkbox
                name="revokeKeys"
                defaultChecked
                label="Revoke the API keys they made"
                hint="They have seen the secrets. Keys that stay are marked until they are rotated."
              />
            }
          >
            <p>
              <strong className="font-medium text-ink">What goes:</strong> their place here, on their next
              click, and the invitations they sent that nobody has accepted.
            </p>
            <p>
              <strong className="font-medium text-ink">What is put on hold:</strong> webhooks they made or
              sent to another address, until an admin has looked at them.
            </p>
            <p>
              <strong className="font-medium text-ink">What stays:</strong> everything else they made here.
            </p>
            {accounts.length > 0 && (
              <p>
                <strong className="font-medium text-ink">What they know:</strong> the{" "}
                {accounts.length === 1 ? "password" : "passwords"} of{" "}
                {accounts.map(({ label }) => label).join(", ")}. You find{" "}
                {accounts.length === 1 ? "it" : "them"} on the Team page until{" "}
                {accounts.length === 1 ? "it is" : "they are"} changed.
              </p>
            )}
          </ConfirmButton>
        }
      />
    </Panel>
  );
}
