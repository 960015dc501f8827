import { ChartNoAxesColumn } from "lucide-react";
import type { Metadata } from "next";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { workspaceMember } from "#lib/core/policies.ts";
import { listEmailAccounts } from "#lib/mailboxes/email-accounts/list.ts";
import { getWelcome } from "#lib/sending/campaigns/get-welcome.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { one } from "../../../address.ts";
import { PreviewPanel, viewOf } from "../../../campaigns/[id]/preview-panel.tsx";
import { sendTestAction } from "../../../campaigns/actions.ts";
import { loadCampaign } from "../../../campaigns/load.ts";
import { ForeignTagNotice } from "../../../foreign-tag-notice.tsx";
import { setWelcomeAction } from "../../actions.ts";
import { loadNewsletter } from "../load.ts";
import { TestMail } from "../test-mail.tsx";

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Welcome mail of ${(await loadNewsletter((await params).id)).name}` };
}

const example =
  "Hello {{first_name|there}},\n\nThank you for subscribing. Say here what readers get from you and how often, and where they can start.";

export default async function WelcomeMailPage({ params, searchParams }: Props) {
  const actor = await requireMember();
  const { id, name, welcomeSince, archivedAt } = await loadNewsletter((await params).id);
  const [welcome, accounts] = await Promise.all([
    pageQuery(getWelcome, actor, { newsletterId: id }),
    pageQuery(listEmailAccounts, actor, { limit: 200 }),
  ]);
  const mayChange = workspaceMember.admits(actor) && archivedAt === null;
  const onlyAccount = accounts.rows.length === 1 ? accounts.rows[0]?.id : undefined;
  const campaign = welcome && (await loadCampaign(welcome.id));
  return (
    <>
      <PageHeader
        title="Welcome mail"
        mark={welcomeSince ? <Badge tone="ok">On</Badge> : <Badge>Off</Badge>}
        description="Goes once to each new subscriber, within a minute or two of their confirmation."
        breadcrumb={[
          { label: "Newsletters", href: "/newsletters" },
          { label: name, href: `/newsletters/${id}` },
        ]}
        actions={
          welcome && (
            <Button href={`/campaigns/${welcome.id}`} icon={<ChartNoAxesColumn aria-hidden="true" />}>
              See who got it
            </Button>
          )
        }
      />
      <div className="grid items-start gap-5 xl:grid-cols-2">
        {mayChange && (
          <Panel title="The message">
            <div className="grid gap-4">
              {welcome?.pauseReason && (
                <Notice tone="warn" title="It is paused">
                  {welcome.pauseReason} Saving it goes on with it.
                </Notice>
              )}
              <SubmitForm action={setWelcomeAction} hidden={{ newsletterId: id }} submit="Save welcome mail">
                <Checkbox
                  name="on"
                  label="Send it to new subscribers"
                  hint="Only after they have confirmed, once for each person, and never to anybody whom a campaign may not reach."
                  defaultChecked={welcomeSince !== null}
                />
                <Field name="emailAccountId" label="Sent from">
                  <Select
                    placeholder="Choose an account"
                    options={accounts.rows.map((account) => ({
                      value: account.id,
                      label: `${account.fromAddress} (${account.label})`,
                    }))}
                    defaultValue={welcome?.emailAccountId ?? onlyAccount}
                  />
                </Field>
                <Field name="subject" label="Subject">
                  <Input
                    defaultValue={welcome?.subject ?? `Welcome to ${name}`}
                    maxLength={200}
                    autoComplete="off"
                  />
                </Field>
                <Field
                  name="body"
                  label="Message"
                  hint="Written like a campaign: blank lines between paragraphs, # headings, **bold**, [links](https://…). The unsubscribe link and your postal address are added."
                >
                  <Textarea
                    defaultValue={welcome?.body}
                    placeholder={example}
                    maxLength={200_000}
                    rows={10}
                  />
                </Field>
                <ForeignTagNotice fields={["subject", "body"]} />
              </SubmitForm>
            </div>
          </Panel>
        )}
        {campaign ? (
          <PreviewPanel
            campaign={campaign}
            view={viewOf(one((await searchParams).view))}
            here={`/newsletters/${id}/welcome`}
            footer={mayChange && <TestMail action={sendTestAction} hidden={{ campaignId: campaign.id }} />}
          />
        ) : (
          <Panel title="Preview">
            <EmptyState title="No welcome mail yet">
              Save it to see how it looks and to send yourself a test. It stays off until you turn it on.
            </EmptyState>
          </Panel>
        )}
      </div>
    </>
  );
}
