import { SubmitButton } from "#components/forms/submit-button.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import type { CheckItem } from "#components/ui/check-list.tsx";
import type { CampaignCheck } from "#lib/sending/campaigns/check.ts";
import { replaceTagsAction } from "../actions.ts";

/** Returns the items with a button that writes our own merge field wherever a draft has another product's. */
export function withReplacements(
  items: CheckItem[],
  lines: CampaignCheck["lines"],
  campaignId: string,
): CheckItem[] {
  const found = new Map(lines.map(({ id, replaces }) => [id, replaces]));
  return items.map((item) => {
    const replaces = found.get(item.id);
    if (!replaces) return item;
    return {
      ...item,
      action: (
        <SubmitForm
          action={replaceTagsAction}
          hidden={{ campaignId, typed: replaces.typed }}
          className="w-auto"
        >
          <SubmitButton size="small" variant="primary">
            Use {replaces.own}
          </SubmitButton>
        </SubmitForm>
      ),
    };
  });
}
