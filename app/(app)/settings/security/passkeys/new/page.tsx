import type { Metadata } from "next";
import { PasskeyButton } from "#components/forms/passkey-button.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { isFresh } from "#lib/core/actor.ts";
import { requireUser } from "#lib/web/current-actor.ts";
import { ProveFirst } from "../../prove-first.tsx";
import { addPasskeyAction, beginAddPasskeyAction } from "../actions.ts";

export const metadata: Metadata = { title: "Add a passkey" };

const here = "/settings/security/passkeys";

export default async function NewPasskeyPage() {
  const actor = await requireUser();
  return (
    <>
      <PageHeader
        title="Add a passkey"
        breadcrumb={[
          { label: "Security", href: "/settings/security" },
          { label: "Passkeys", href: here },
        ]}
        description="Your browser asks where to keep it: on this device, on your phone, on a security key or with your password manager."
      />
      {isFresh(actor) ? (
        <Panel>
          <SubmitForm action={addPasskeyAction}>
            <Field
              name="name"
              label="Name"
              optional
              hint="To tell it from others, such as “Work laptop”. Left empty, it is named after what keeps it."
            >
              <Input maxLength={60} autoComplete="off" />
            </Field>
            <Checkbox
              name="signOutOthers"
              label="Sign out all other browsers"
              hint="Do this if you do not know a browser in your list of sessions."
            />
            <div className="flex flex-wrap items-start gap-2">
              <PasskeyButton name="response" makes begin={beginAddPasskeyAction} variant="primary">
                Create passkey
              </PasskeyButton>
              <Button href={here}>Cancel</Button>
            </div>
          </SubmitForm>
        </Panel>
      ) : (
        <ProveFirst
          actor={actor}
          next={`${here}/new`}
          why="A passkey opens your account without your password."
        />
      )}
    </>
  );
}
