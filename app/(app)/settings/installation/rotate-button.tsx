import { RotateCw } from "lucide-react";
import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { rotateKeysAction } from "./actions.ts";

type RotateButtonProps = {
  /** Mailneo makes the new key itself. */
  ours: boolean;
  /** The id of the key that wraps now. */
  first: string;
  /** How many data keys other keys wrap. */
  others: number;
};

/** Asks for a rotation, after saying what it does and what it leaves. */
export function RotateButton({ ours, first, others }: RotateButtonProps) {
  return (
    <ConfirmButton
      action={rotateKeysAction}
      label="Rotate"
      ariaLabel="Rotate the encryption keys"
      icon={<RotateCw aria-hidden="true" />}
      variant="secondary"
      title="Rotate the encryption keys?"
      confirm="Rotate keys"
      confirmVariant="primary"
    >
      <p>
        {ours
          ? "A new key is made, and every data key is wrapped by it."
          : `${formatNumber(others)} data ${others === 1 ? "key is" : "keys are"} wrapped by ${first} instead of an older key.`}{" "}
        It runs in the background; nobody notices, and nothing stops.
      </p>
      <p>The old key stays until you take it out.</p>
    </ConfirmButton>
  );
}
