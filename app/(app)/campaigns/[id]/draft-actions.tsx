import { Copy, Trash2 } from "lucide-react";
import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { deleteCampaignAction, duplicateCampaignAction } from "../actions.ts";

/** Makes a new draft of this campaign, sent or not. */
export function DuplicateButton({ id }: { id: string }) {
  return (
    <SubmitForm action={duplicateCampaignAction} hidden={{ campaignId: id }} creates>
      <SubmitButton variant="secondary" icon={<Copy aria-hidden="true" />}>
        Duplicate
      </SubmitButton>
    </SubmitForm>
  );
}

/** Says what goes and what stays, then deletes the draft. */
export function DeleteDraftButton({ id, name }: { id: string; name: string }) {
  return (
    <ConfirmButton
      action={deleteCampaignAction}
      hidden={{ campaignId: id }}
      label="Delete…"
      icon={<Trash2 aria-hidden="true" />}
      title={`Delete the draft “${name}”?`}
      confirm="Delete draft"
      cancel="Keep it"
    >
      <p>
        <strong className="font-medium text-ink">Goes:</strong> its subject, its message and its settings.
      </p>
      <p>
        <strong className="font-medium text-ink">Stays:</strong> the newsletter, its subscribers, and the
        audit log’s entries about this draft. Nobody was mailed.
      </p>
      <p>This cannot be undone. Duplicate it first if you may want it later.</p>
    </ConfirmButton>
  );
}
