import { Unplug } from "lucide-react";
import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { disconnectAction } from "./actions.ts";

/** Disconnects one account, after saying what goes and what stays. */
export function DisconnectButton({
  id,
  label,
  signsIn,
  size,
}: {
  id: string;
  label: string;
  /** Whether a password is kept for it. */
  signsIn: boolean;
  size?: "small";
}) {
  return (
    <ConfirmButton
      action={disconnectAction}
      hidden={{ accountId: id }}
      label="Disconnect"
      ariaLabel={`Disconnect ${label}`}
      size={size}
      icon={<Unplug aria-hidden="true" />}
      title={`Disconnect ${label}?`}
      confirm="Disconnect account"
    >
      <p>
        <strong className="font-medium text-ink">What goes:</strong>{" "}
        {signsIn ? "its sealed password, at once and for good." : "the connection."} Campaigns on their way
        through it are paused until you choose another account, and scheduled ones are held when their time
        comes.
      </p>
      <p>
        <strong className="font-medium text-ink">What stays:</strong> sent campaigns with their reports, and
        the unsubscribe links in mail already sent.
      </p>
      {signsIn && (
        <p>For complete removal, also delete the app password in your mail provider's account settings.</p>
      )}
    </ConfirmButton>
  );
}
