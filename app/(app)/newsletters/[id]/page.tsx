import { Archive, Contact, Send } from "lucide-react";
import type { Metadata } from "next";
import { cache } from "react";
import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Figures } from "#components/ui/figures.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { SettingsRow } from "#components/ui/settings-row.tsx";
import { Time } from "#components/ui/time.tsx";
import { getNewsletter } from "#lib/audience/newsletters/get.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { SetupNext } from "../../setup-next.tsx";
import { archiveNewsletterAction, restoreNewsletterAction, updateNewsletterAction } from "../actions.ts";
import { NewsletterFields } from "../newsletter-fields.tsx";
import { SigningUp } from "./signing-up.tsx";

type Props = { params: Promise<{ id: string }> };

const load = cache(async (newsletterId: string) =>
  pageQuery(getNewsletter, await requireMember(), { newsletterId }),
);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await load((await params).id)).name };
}

export default async function NewsletterPage({ params }: Props) {
  const actor = await requireMember();
  const newsletter = await load((await params).id);
  const { id, name, archivedAt } = newsletter;
  const mayChange = workspaceMember.admits(actor) && archivedAt === null;
  return (
    <>
      <PageHeader
        title={name}
        mark={archivedAt && <Badge>Archived</Badge>}
        description={newsletter.description || undefined}
        breadcrumb={[{ label: "Newsletters", href: "/newsletters" }]}
        actions={
          <>
            <Button href={`/contacts?newsletter=${id}`} icon={<Contact aria-hidden="true" />}>
              See its contacts
            </Button>
            {mayChange && (
              <Button
                href={`/campaigns/new?newsletter=${id}`}
                variant="primary"
                icon={<Send aria-hidden="true" />}
              >
                Write a campaign
              </Button>
            )}
          </>
        }
      />
      <SetupNext actor={actor} step="newsletter" />
      <div className="grid gap-5">
        {archivedAt && (
          <Notice
            title={
              <>
                Archived on <Time value={archivedAt} as="date" />
              </>
            }
            action={
              workspaceMember.admits(actor) && (
                <SubmitForm
                  action={restoreNewsletterAction}
                  hidden={{ newsletterId: id }}
                  submit="Restore newsletter"
                  submitVariant="secondary"
                />
              )
            }
          >
            No campaign can be sent to it. Its subscribers and their consents are kept, and unsubscribe links
            already sent keep working.
          </Notice>
        )}
        <Figures
          label="Subscribers"
          items={[
            newsletter.reach
              ? {
                  label: "Get mail",
                  value: formatNumber(newsletter.reach.gets),
                  detail:
                    newsletter.reach.blocked > 0
                      ? `${formatNumber(newsletter.reach.blocked)} blocked`
                      : undefined,
                }
              : { label: "Subscribers", value: formatNumber(newsletter.active) },
            { label: "Not confirmed yet", value: formatNumber(newsletter.pending) },
            { label: "Unsubscribed", value: formatNumber(newsletter.unsubscribed) },
            { label: "Created", value: <Time value={newsletter.createdAt} as="date" /> },
          ]}
        />
        {mayChange && (
          <>
            <Panel title="Name and description">
              <SubmitForm action={updateNewsletterAction} hidden={{ newsletterId: id }} submit="Save changes">
                <NewsletterFields name={name} description={newsletter.description} />
              </SubmitForm>
            </Panel>
            <SigningUp actor={actor} newsletter={newsletter} />
            <Panel flush>
              <SettingsRow
                level={2}
                title="Archive this newsletter"
                description="For a newsletter that has ended. Nobody is removed or written to."
                action={<ArchiveButton id={id} name={name} active={newsletter.active} />}
              />
            </Panel>
          </>
        )}
      </div>
    </>
  );
}

function ArchiveButton({ id, name, active }: { id: string; name: string; active: number }) {
  return (
    <ConfirmButton
      action={archiveNewsletterAction}
      hidden={{ newsletterId: id }}
      label="Archive"
      icon={<Archive aria-hidden="true" />}
      title={`Archive ${name}?`}
      confirm="Archive newsletter"
    >
      <p>It moves to the archive, and no campaign can be sent to it until you restore it.</p>
      <p>
        {active > 0 && `Its ${formatNumber(active)} active subscribers stay among your contacts. `}
        Consents, suppressions and sent campaigns stay, and unsubscribe links in mail already sent keep
        working.
      </p>
    </ConfirmButton>
  );
}
