import { LogOut } from "lucide-react";
import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { SettingsRow } from "#components/ui/settings-row.tsx";
import { leaveAction } from "./actions.ts";

/** The way out for oneself. */
export function LeaveRow({ workspace }: { workspace: string }) {
  return (
    <Panel flush>
      <SettingsRow
        level={2}
        title="Leave this workspace"
        description="You see nothing of it from then on. An owner leaves once there is another owner."
        action={
          <ConfirmButton
            action={leaveAction}
            label="Leave"
            ariaLabel={`Leave ${workspace}`}
            icon={<LogOut aria-hidden="true" />}
            title={`Leave ${workspace}?`}
            confirm="Leave workspace"
          >
            <p>
              <strong className="font-medium text-ink">What goes:</strong> your place here, at once. To come
              back you need another invitation.
            </p>
            <p>
              <strong className="font-medium text-ink">What stays:</strong> your account, your other
              workspaces, and everything you made here.
            </p>
          </ConfirmButton>
        }
      />
    </Panel>
  );
}
