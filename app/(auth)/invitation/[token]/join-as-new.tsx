import { BrowserZoneField } from "#components/forms/browser-zone.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { NewPassword } from "../../new-password.tsx";
import { acceptAsNewAction } from "../actions.ts";

/** An account for the invited address, which the link has proved. */
export function JoinAsNew({ token, email, workspace }: { token: string; email: string; workspace: string }) {
  return (
    <SubmitForm action={acceptAsNewAction} hidden={{ token }} submit={`Join ${workspace}`} submitWide>
      <Field name="email" label="Email address" hint="Your account is for this address. The link proved it.">
        <Input type="email" value={email} readOnly autoComplete="username" />
      </Field>
      <Field name="name" label="Your name">
        <Input autoComplete="name" maxLength={100} />
      </Field>
      <NewPassword />
      <BrowserZoneField />
    </SubmitForm>
  );
}
