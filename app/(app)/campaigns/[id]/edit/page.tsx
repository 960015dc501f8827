import { ListChecks } from "lucide-react";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { FocusHash } from "#components/forms/focus-hash.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { one, type Search } from "../../../address.ts";
import { MayNot } from "../../../may-not.tsx";
import { updateCampaignAction } from "../../actions.ts";
import { DraftFields } from "../../draft-fields.tsx";
import { loadCampaign } from "../../load.ts";
import { PreviewPanel, viewOf } from "../preview-panel.tsx";
import { WritingHelp } from "./writing-help.tsx";

type Props = { params: Promise<{ id: string }>; searchParams: Search };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Edit ${(await loadCampaign((await params).id)).name}` };
}

export default async function EditCampaignPage({ params, searchParams }: Props) {
  const actor = await requireMember();
  const campaign = await loadCampaign((await params).id);
  if (!workspaceMember.admits(actor)) {
    return (
      <MayNot
        actor={actor}
        title={`Edit ${campaign.name}`}
        breadcrumb={[
          { label: "Campaigns", href: "/campaigns" },
          { label: campaign.name, href: `/campaigns/${campaign.id}` },
        ]}
        what="write campaigns"
      />
    );
  }
  if (campaign.state !== "draft") redirect(`/campaigns/${campaign.id}`);
  const { id, name, subject, body, newsletterId, emailAccountId } = campaign;
  return (
    <>
      <FocusHash />
      <PageHeader
        title={name}
        mark={<Badge>Draft</Badge>}
        breadcrumb={[{ label: "Campaigns", href: "/campaigns" }]}
      />
      <div className="grid items-start gap-5 xl:grid-cols-2">
        <Panel>
          <SubmitForm action={updateCampaignAction} hidden={{ campaignId: id }}>
            <DraftFields actor={actor} values={{ name, newsletterId, emailAccountId }} />
            <Field name="subject" label="Subject">
              <Input defaultValue={subject} maxLength={200} autoComplete="off" />
            </Field>
            <Field name="body" label="Message">
              <Textarea defaultValue={body} rows={16} className="max-h-160 min-h-80" />
            </Field>
            <WritingHelp />
            <div className="flex flex-wrap gap-2">
              <SubmitButton variant="secondary">Save and preview</SubmitButton>
              <SubmitButton name="next" value="check" icon={<ListChecks aria-hidden="true" />}>
                Save and check
              </SubmitButton>
            </div>
          </SubmitForm>
        </Panel>
        <PreviewPanel
          campaign={campaign}
          view={viewOf(one((await searchParams).view))}
          here={`/campaigns/${id}/edit`}
        />
      </div>
    </>
  );
}
