import { Archive, Contact, Send } from "lucide-react";
import type { Metadata } from "next";
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
import { workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { SetupNext } from "../../setup-next.tsx";
import { archiveNewsletterAction, restoreNewsletterAction, updateNewsletterAction } from "../actions.ts";
import { NewsletterFields } from "../newsletter-fields.tsx";
import { loadNewsletter } from "./load.ts";
import { SenderPanel } from "./sender-panel.tsx";
import { SigningUp } from "./signing-up.tsx";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await loadNewsletter((await params).id)).name };
}

export default async function NewsletterPage({ params }: Props) {
  const actor = await requireMember();
  const newsletter = await loadNewsletter((await params).id);
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
                      ? `${formatNumber(newsletter.reach.blocked)} left out`
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
            <SenderPanel actor={actor} newsletter={newsletter} />
            <SigningUp actor={actor} newsletter={newsletter} />
            <Panel flush>
              <SettingsRow
                level={2}
                title="Confirmation mail"
                description={
                  newsletter.confirmationRequired
                    ? "Asks new subscribers to confirm. Nothing is sent to them before."
                    : "Asks people who had left, and those whom you put back, to confirm."
                }
                action={<Button href={`/newsletters/${id}/confirmation`}>Edit confirmation mail</Button>}
              />
              <SettingsRow
                level={2}
                title="Welcome mail"
                description={
                  newsletter.welcomeSince ? (
                    <>
                      On since <Time value={newsletter.welcomeSince} as="date" />. Goes out once to each new
                      subscriber.
                    </>
                  ) : (
                    "Off. It can go out once to each new subscriber."
                  )
                }
                action={<Button href={`/newsletters/${id}/welcome`}>Edit welcome mail</Button>}
              />
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
