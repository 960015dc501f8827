"use client";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { PasswordInput } from "#components/ui/password-input.tsx";
import type { FormState } from "./form-state.ts";
import { PasskeyProof } from "./passkey-proof.tsx";

/**
 * Shows the factors that a user may prove themselves with again, the strongest first. Their field names start with
 * stepUp.
 */
export function StepUpFields({ factors }: { factors: NonNullable<FormState["stepUp"]> }) {
  return (
    <>
      {factors.passkey && <PasskeyProof alone={!factors.code && !factors.password} />}
      {factors.passkey && (factors.code || factors.password) && (
        <p className="text-13 text-ink-faint">
          Use your passkey. If you cannot use it here, {factors.code ? "a code" : "your password"} does, and
          the audit log says that it was used instead.
        </p>
      )}
      {factors.passkey && factors.password && (
        <Checkbox name="stepUpWithout" value="passkey" label="I can’t use my passkey on this device" />
      )}
      {factors.code && (
        <Field
          name="stepUpCode"
          label="6-digit code"
          hint="From your authenticator app. You can also use a recovery code."
        >
          <Input mono autoComplete="one-time-code" spellCheck={false} maxLength={60} />
        </Field>
      )}
      {factors.password && (
        <Field name="stepUpPassword" label="Your password">
          <PasswordInput autoComplete="current-password" />
        </Field>
      )}
    </>
  );
}
