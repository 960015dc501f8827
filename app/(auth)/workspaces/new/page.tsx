import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { BrowserZoneField } from "#components/forms/browser-zone.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { currentSession, requireUser } from "#lib/web/current-actor.ts";
import { AuthPage } from "../../auth-page.tsx";
import { createWorkspaceAction } from "./actions.ts";

export const metadata: Metadata = { title: "New workspace" };

export default async function NewWorkspacePage() {
  const actor = await requireUser();
  const session = await currentSession();
  if (!session?.emailVerifiedAt) redirect("/verify-email");

  return (
    <AuthPage
      title="New workspace"
      description="Contacts, newsletters and mail accounts of one workspace are out of reach of every other. You will own it."
    >
      <SubmitForm
        action={createWorkspaceAction}
        submit="Create workspace"
        secondary={actor.kind === "member" && <Button href="/dashboard">Cancel</Button>}
      >
        <Field name="name" label="Name" hint="Your company or project. You can change it later.">
          <Input autoComplete="organization" maxLength={100} />
        </Field>
        <BrowserZoneField />
      </SubmitForm>
    </AuthPage>
  );
}
