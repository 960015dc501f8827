import { ExternalLink } from "lucide-react";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { CodeBlock } from "#components/ui/code.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Select } from "#components/ui/select.tsx";
import type { getNewsletter } from "#lib/audience/newsletters/get.ts";
import { embedCode, embedScript, subscribeUrl } from "#lib/audience/subscribe-forms/embed.ts";
import type { Member } from "#lib/core/actor.ts";
import { getWorkspace } from "#lib/team/workspaces/get.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { setNewsletterSignupAction } from "../actions.ts";

const visibilities = [
  { value: "public", label: "Public: listed where subscribers manage their mail" },
  { value: "unlisted", label: "Unlisted: for people who have the address" },
  { value: "closed", label: "Closed: nobody can subscribe by themselves" },
];

type Props = { actor: Member; newsletter: Awaited<ReturnType<typeof getNewsletter>> };

/** How people subscribe by themselves: the settings, the page to link to, and the form to paste into a site. */
export async function SigningUp({ actor, newsletter }: Props) {
  const { id, name, visibility, confirmationRequired, replyTo, privacyUrl } = newsletter;
  const workspace = await pageQuery(getWorkspace, actor, {});
  const sender = newsletter.senderName ?? workspace.senderName ?? workspace.name;
  const page = subscribeUrl(id);
  return (
    <>
      <Panel title="Signing up" description="How people subscribe by themselves, and what they see.">
        <SubmitForm action={setNewsletterSignupAction} hidden={{ newsletterId: id }} submit="Save sign-up">
          <Checkbox
            name="confirmationRequired"
            label="Require email confirmation"
            hint="Double opt-in: nothing is sent until they press a button in a mail. It is the proof that courts accept (GDPR Art. 7(1))."
            defaultChecked={confirmationRequired}
          />
          <Field name="visibility" label="Who can subscribe">
            <Select options={visibilities} defaultValue={visibility} />
          </Field>
          <Field
            name="replyTo"
            label="Reply-to address"
            optional
            hint="Where answers go: to the confirmation mail, and to campaigns that name no address of their own."
          >
            <Input type="email" defaultValue={replyTo ?? ""} maxLength={254} autoComplete="off" />
          </Field>
          <Field
            name="privacyUrl"
            label="Privacy notice"
            optional
            hint="The form links to it. Each consent records its address and the day you added it."
          >
            <Input
              type="url"
              defaultValue={privacyUrl ?? ""}
              maxLength={500}
              placeholder="https://"
              autoComplete="off"
            />
          </Field>
        </SubmitForm>
      </Panel>
      {visibility !== "closed" && (
        <Panel
          title="Subscribe page and form"
          description="Both work without script. The page is in your sender name and color, the form takes the look of your site."
          action={
            <Button href={page} icon={<ExternalLink aria-hidden="true" />}>
              Open the page
            </Button>
          }
        >
          <div className="grid gap-4">
            <CodeBlock label="Subscribe page" text={page} wrap />
            <CodeBlock
              label="Form for your site"
              text={await embedCode({ newsletterId: id, newsletter: name, sender, privacyUrl })}
              wrap
            />
            <CodeBlock
              label="Optional script below the form: readers stay on your page"
              text={embedScript()}
              wrap
            />
            <iframe
              title={`Preview of the subscribe page of ${name}`}
              src={`/subscribe/${id}`}
              sandbox="allow-scripts"
              loading="lazy"
              className="h-[30rem] w-full rounded-m border border-line"
            />
          </div>
        </Panel>
      )}
    </>
  );
}
