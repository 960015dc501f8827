import { Send } from "lucide-react";
import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { plural } from "#components/ui/format.ts";
import { Notice } from "#components/ui/notice.tsx";
import type { Member } from "#lib/core/actor.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { sendAgainAction } from "../actions.ts";

/** Messages nobody knows the fate of: why there are such, and the choice that is left. */
export function UnknownFate({ actor, id, count }: { actor: Member; id: string; count: number }) {
  const messages = plural(count, "message");
  return (
    <Notice
      tone="warn"
      title={`Unknown delivery: ${messages}`}
      action={
        workspaceAdmin.admits(actor) && (
          <ConfirmButton
            action={sendAgainAction}
            hidden={{ campaignId: id, expected: String(count) }}
            label={`Resend ${count.toLocaleString("en-GB")}…`}
            icon={<Send aria-hidden="true" />}
            variant="secondary"
            size="small"
            title={`Resend ${messages}?`}
            confirm={`Resend ${messages}`}
            confirmVariant="primary"
            cancel="Leave it"
          >
            <p>
              A person who got it the first time may get it twice. Many mailboxes show one copy, because both
              carry the same Message-ID; not all do.
            </p>
            <p>
              Anyone who unsubscribed or was suppressed meanwhile is skipped. The audit log records that you
              resent them.
            </p>
          </ConfirmButton>
        )
      }
    >
      The whole message was handed over, then the connection broke or Mailneo stopped before the server said
      that it took it. Mailneo does not send such a message again by itself.
      {!workspaceAdmin.admits(actor) && " Admins and owners can."}
    </Notice>
  );
}
