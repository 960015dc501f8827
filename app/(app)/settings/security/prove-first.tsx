import { StepUpFields } from "#components/forms/step-up-fields.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { getMyFactors } from "#lib/account/two-factor/factors.ts";
import type { Member, User } from "#lib/core/actor.ts";
import { proveAction } from "./actions.ts";

/** In place of a page that shows something sensitive, while the last proof of who sits there is too old. Leads back to `next`. */
export async function ProveFirst({ actor, next, why }: { actor: User | Member; next: string; why: string }) {
  const factors = await getMyFactors(actor, {});
  return (
    <Panel title="Confirm that it is you">
      <p className="mb-4 max-w-[60ch] text-ink-soft">{why} You are not asked again for 10 minutes.</p>
      <SubmitForm action={proveAction} submit="Confirm and continue" hidden={{ next }}>
        <StepUpFields factors={factors} />
      </SubmitForm>
    </Panel>
  );
}
