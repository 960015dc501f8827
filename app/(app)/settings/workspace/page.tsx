import type { Metadata } from "next";
import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { senderColours } from "#lib/audience/subscriber-pages/sender-colours.ts";
import { timeZonesWith } from "#lib/core/time-zone.ts";
import { getWorkspace } from "#lib/team/workspaces/get.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { removeLogoAction } from "../../newsletters/actions.ts";
import { LogoForm } from "../../newsletters/logo-form.tsx";
import { SetupNext } from "../../setup-next.tsx";
import { updateWorkspaceAction } from "./actions.ts";

export const metadata: Metadata = { title: "Workspace" };

const canadianConsents = [
  { value: "express", label: "Only with express consent" },
  { value: "implied", label: "Also with implied consent that has not run out" },
];

const audiences = [
  { value: "worldwide", label: "Anywhere: the strictest law counts" },
  { value: "canada", label: "In Canada" },
  { value: "europe", label: "In the EU, the EEA, the UK or Switzerland" },
  { value: "elsewhere", label: "In none of these" },
];

const colourOptions = senderColours.map((value) => ({
  value,
  label: value.charAt(0).toUpperCase() + value.slice(1),
}));

export default async function WorkspacePage() {
  const actor = await requireMember();
  const workspace = await pageQuery(getWorkspace, actor, {});
  const mayChange = actor.role === "owner" || actor.role === "admin";

  return (
    <>
      <PageHeader title="Workspace" description="What it is called, and how its mail says who sends it." />
      <SetupNext actor={actor} step="sender" />
      {mayChange ? (
        <div className="grid gap-5">
          <Panel>
            <SubmitForm action={updateWorkspaceAction} submit="Save workspace">
              <Field name="name" label="Name" hint="Only people in the workspace see it.">
                <Input maxLength={100} defaultValue={workspace.name} />
              </Field>
              <Field
                name="senderName"
                label="Sender name"
                hint="Readers see it as the sender and in the footer of every message."
              >
                <Input
                  maxLength={100}
                  autoComplete="organization"
                  defaultValue={workspace.senderName ?? ""}
                />
              </Field>
              <Field
                name="senderColour"
                label="Color of your pages and mail"
                hint="Subscribers see it on your pages, such as sign-up and unsubscribe, and in links and buttons of your mail. A newsletter can have its own."
              >
                <Select options={colourOptions} defaultValue={workspace.senderColour} />
              </Field>
              <Field
                name="postalAddress"
                label="Postal address"
                hint="Stands under every message: a street address or a PO box you are registered at (CAN-SPAM § 7704(a)(5))."
              >
                <Textarea
                  rows={4}
                  maxLength={500}
                  autoComplete="street-address"
                  defaultValue={workspace.postalAddress ?? ""}
                />
              </Field>
              <Field
                name="timeZone"
                label="Time zone"
                hint="The days of this workspace are counted in it. People see times in their own zone, which they choose in their profile."
              >
                <Select
                  options={timeZonesWith(workspace.timeZone).map((zone) => ({
                    value: zone,
                    label: zone.replaceAll("_", " "),
                  }))}
                  defaultValue={workspace.timeZone}
                />
              </Field>
              <Field
                name="canadianConsent"
                label="People in Canada"
                hint="Canada's law asks for express consent. It also accepts implied consent for 2 years after a purchase, a gift or a membership, and 6 months after an inquiry (CASL s.10(9), (10), (13))."
              >
                <Select options={canadianConsents} defaultValue={workspace.canadianConsent} />
              </Field>
              <Field
                name="audience"
                label="People whose country is not known"
                hint="Where your readers live. Used for contacts whose country is not recorded and cannot be told from their address, postal code or time zone."
              >
                <Select options={audiences} defaultValue={workspace.audience} />
              </Field>
            </SubmitForm>
          </Panel>
          <Panel
            title="Logo"
            description="Subscribers see it on the pages of every newsletter that has none of its own, and in mails from a workspace’s second week on."
          >
            <div className="grid justify-items-start gap-3">
              {workspace.logo && (
                // biome-ignore lint/performance/noImgElement: it is served small, from our own address.
                <img
                  src={workspace.logo.path}
                  width={workspace.logo.width}
                  height={workspace.logo.height}
                  alt="Logo of your workspace"
                  className="max-h-20 max-w-60 rounded-m border border-line bg-white p-2"
                />
              )}
              <LogoForm />
              {workspace.logo && (
                <ConfirmButton
                  action={removeLogoAction}
                  label="Remove logo"
                  title="Remove this logo?"
                  confirm="Remove logo"
                >
                  <p>Subscribers’ pages show your sender name alone.</p>
                </ConfirmButton>
              )}
            </div>
          </Panel>
        </div>
      ) : (
        <div className="grid gap-4">
          <Notice>Only owners and admins can change these settings.</Notice>
          <Panel>
            <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-[9rem_1fr]">
              {readOnly(workspace).map(([label, value]) => (
                <div key={label} className="contents">
                  <dt className="text-ink-faint">{label}</dt>
                  <dd className="whitespace-pre-line wrap-anywhere max-sm:-mt-2.5">{value ?? "Not set"}</dd>
                </div>
              ))}
            </dl>
          </Panel>
        </div>
      )}
    </>
  );
}

function readOnly(
  workspace: Awaited<ReturnType<typeof getWorkspace>>,
): [string, string | null | undefined][] {
  return [
    ["Name", workspace.name],
    ["Sender name", workspace.senderName],
    [
      "Color of your pages and mail",
      colourOptions.find(({ value }) => value === workspace.senderColour)?.label,
    ],
    ["Postal address", workspace.postalAddress],
    ["Time zone", workspace.timeZone.replaceAll("_", " ")],
    ["People whose country is not known", audiences.find(({ value }) => value === workspace.audience)?.label],
    ["People in Canada", canadianConsents.find(({ value }) => value === workspace.canadianConsent)?.label],
  ];
}
