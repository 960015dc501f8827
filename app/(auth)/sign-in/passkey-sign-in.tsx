import { PasskeyButton } from "#components/forms/passkey-button.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { beginPasskeySignInAction, passkeySignInAction } from "./actions.ts";

/** Signs in by a passkey alone, which is both factors: beside the password, and in place of a code. `next`: a path of this site. */
export function PasskeySignIn({ next }: { next: string }) {
  return (
    <div className="mt-5 grid gap-4">
      <p aria-hidden="true" className="flex items-center gap-3 text-13 text-ink-faint noscript:hidden">
        <span className="h-px flex-1 bg-line" />
        or
        <span className="h-px flex-1 bg-line" />
      </p>
      <SubmitForm action={passkeySignInAction} hidden={{ next }}>
        <PasskeyButton name="response" begin={beginPasskeySignInAction} className="grid">
          Continue with a passkey
        </PasskeyButton>
      </SubmitForm>
    </div>
  );
}
