import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { FocusHash } from "#components/forms/focus-hash.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { workspaceMember } from "#lib/core/policies.ts";
import { readForCheck } from "#lib/sending/campaigns/check.ts";
import { fieldsOf } from "#lib/sending/campaigns/message.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { one, type Search } from "../../../address.ts";
import { ForeignTagNotice } from "../../../foreign-tag-notice.tsx";
import { MayNot } from "../../../may-not.tsx";
import { DraftFields } from "../../draft-fields.tsx";
import { loadCampaign } from "../../load.ts";
import { audienceWords } from "../../words.ts";
import { PreviewPanel, viewOf } from "../preview-panel.tsx";
import { Editor } from "./editor.tsx";
import { Toolbar } from "./toolbar.tsx";
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
  const { id, name, subject, body, newsletterId, segmentId, emailAccountId } = campaign;
  const { audience } = await pageQuery(readForCheck, actor, { campaignId: id });
  const reach = audience ? audienceWords(audience) : undefined;
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
          <Editor campaignId={id} version={campaign.version}>
            <DraftFields
              actor={actor}
              values={{ name, newsletterId, segmentId, emailAccountId }}
              reach={reach}
              narrows={campaign.purpose === "news"}
            />
            <Field name="subject" label="Subject">
              <Input defaultValue={subject} maxLength={200} autoComplete="off" />
            </Field>
            <div className="grid items-start gap-4 sm:grid-cols-2">
              <Field
                name="preheader"
                label="Preview text"
                optional
                hint="Mailboxes show it after the subject."
              >
                <Input defaultValue={campaign.preheader} maxLength={200} autoComplete="off" />
              </Field>
              <Field name="replyTo" label="Reply-to address" optional hint="Empty: replies go to the sender.">
                <Input
                  type="email"
                  defaultValue={campaign.replyTo}
                  autoComplete="off"
                  autoCapitalize="off"
                  spellCheck={false}
                />
              </Field>
            </div>
            <Field name="body" label="Message">
              <Toolbar name="body" />
              <Textarea defaultValue={body} rows={16} className="max-h-160 min-h-80" />
            </Field>
            <ForeignTagNotice fields={["subject", "preheader", "body"]} known={fieldsOf(campaign)} />
            <WritingHelp />
          </Editor>
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
