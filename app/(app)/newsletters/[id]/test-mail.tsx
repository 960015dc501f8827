import { MailCheck } from "lucide-react";
import type { FormAction } from "#components/forms/form-state.ts";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";

/** Offers a test of a mail to whoever reads its preview. */
export function TestMail({ action, hidden }: { action: FormAction; hidden: Record<string, string> }) {
  return (
    <SubmitForm action={action} hidden={hidden} className="w-full">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span className="text-13 text-ink-faint">See it in your own mailbox first.</span>
        <SubmitButton variant="secondary" icon={<MailCheck aria-hidden="true" />}>
          Send a test to myself
        </SubmitButton>
      </div>
    </SubmitForm>
  );
}
