import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Select } from "#components/ui/select.tsx";
import type { getNewsletter } from "#lib/audience/newsletters/get.ts";
import { senderColours } from "#lib/audience/subscriber-pages/sender-colours.ts";
import type { Member } from "#lib/core/actor.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { getWorkspace } from "#lib/team/workspaces/get.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { removeLogoAction, setNewsletterSenderAction } from "../actions.ts";
import { LogoForm } from "../logo-form.tsx";

type Props = { actor: Member; newsletter: Awaited<ReturnType<typeof getNewsletter>> };

const title = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/** In whose name, color and with which logo a newsletter appears, where that is not the workspace's. */
export async function SenderPanel({ actor, newsletter }: Props) {
  const { id, name, senderName, senderColour, logo } = newsletter;
  const workspace = await pageQuery(getWorkspace, actor, {});
  const mayChangeLogo = workspaceAdmin.admits(actor);
  return (
    <Panel
      title="Sender"
      description="Readers see it on every page of this newsletter and in all its mail: campaigns, welcome mail and confirmation mail. Empty fields take the workspace’s."
    >
      <div className="grid gap-6">
        <SubmitForm action={setNewsletterSenderAction} hidden={{ newsletterId: id }} submit="Save sender">
          <Field
            name="senderName"
            label="Sender name"
            optional
            hint="Also the From name of its campaigns and welcome mail. Empty: the From name of the email account."
          >
            <Input
              defaultValue={senderName ?? ""}
              maxLength={100}
              placeholder={workspace.senderName ?? workspace.name}
              autoComplete="off"
            />
          </Field>
          <Field name="senderColour" label="Color">
            <Select
              defaultValue={senderColour ?? "workspace"}
              options={[
                { value: "workspace", label: `The workspace’s: ${title(workspace.senderColour)}` },
                ...senderColours.map((value) => ({ value, label: title(value) })),
              ]}
            />
          </Field>
        </SubmitForm>
        <div className="grid justify-items-start gap-3 border-line border-t pt-5">
          <h3 className="font-medium">Logo</h3>
          {logo ? (
            // biome-ignore lint/performance/noImgElement: it is served small, from our own address.
            <img
              src={logo.path}
              width={logo.width}
              height={logo.height}
              alt={`Logo of ${name}`}
              className="max-h-20 max-w-60 rounded-m border border-line bg-white p-2"
            />
          ) : (
            <p className="text-ink-soft">
              None of its own. Its pages and mail show the workspace’s, where there is one.
            </p>
          )}
          {mayChangeLogo ? (
            <>
              <LogoForm newsletterId={id} />
              {logo && (
                <ConfirmButton
                  action={removeLogoAction}
                  hidden={{ newsletterId: id }}
                  label="Remove logo"
                  title="Remove this logo?"
                  confirm="Remove logo"
                >
                  <p>The pages and mail of {name} show the workspace’s logo again, where there is one.</p>
                </ConfirmButton>
              )}
            </>
          ) : (
            <p className="text-13 text-ink-faint">Owners and admins change it.</p>
          )}
        </div>
      </div>
    </Panel>
  );
}
