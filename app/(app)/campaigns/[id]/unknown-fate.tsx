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
            hidden={{ campaignId: id }}
            label="Send again…"
            icon={<Send aria-hidden="true" />}
            variant="secondary"
            size="small"
            title={`Send ${messages} again?`}
            confirm={`Send ${messages} again`}
            confirmVariant="primary"
            cancel="Leave it"
          >
            <p>
              Somebody who got it the first time may get it twice. Many mailboxes show one copy, because both
              carry the same Message-ID; not all do.
            </p>
            <p>
              Whoever unsubscribed or was suppressed meanwhile is left out. That you sent it again is recorded
              with your name.
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
