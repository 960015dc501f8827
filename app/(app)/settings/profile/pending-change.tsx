import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Time } from "#components/ui/time.tsx";
import { withdrawEmailChangeAction } from "./actions.ts";

type Pending = {
  newEmail: string;
  needsApproval: boolean;
  approvedAt: Date | null;
  confirmedAt: Date | null;
  expiresAt: Date;
};

/** A change of address on its way: what it waits for, and the way to call it off. */
export function PendingChange({ change }: { change: Pending }) {
  const waits = [
    !change.confirmedAt && "the new address confirms it",
    change.needsApproval && !change.approvedAt && "the old one approves it",
  ].filter(Boolean);
  return (
    <Notice tone="warn" title="A change of your address waits">
      <p>
        <span className="font-mono wrap-anywhere">{change.newEmail}</span> becomes your address when{" "}
        {waits.join(" and ")}, by a link in the mail we sent. It lapses <Time value={change.expiresAt} />.
      </p>
      <SubmitForm
        action={withdrawEmailChangeAction}
        submit="Cancel the change"
        submitVariant="secondary"
        className="mt-2"
      />
    </Notice>
  );
}
