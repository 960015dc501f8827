import { ChevronRight, MailCheck, PenLine } from "lucide-react";
import Link from "next/link";
import { Fragment } from "react";
import { PendingWords } from "#components/forms/pending-words.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { CheckList } from "#components/ui/check-list.tsx";
import { Field } from "#components/ui/field.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { Input } from "#components/ui/input.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Select } from "#components/ui/select.tsx";
import { Time } from "#components/ui/time.tsx";
import type { Member } from "#lib/core/actor.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { type CampaignCheck, checkCampaign } from "#lib/sending/campaigns/check.ts";
import { address, one } from "../../address.ts";
import { queryOf } from "../../contacts/query.ts";
import { maySend, mendable } from "../../may-not.tsx";
import { sendTestAction } from "../actions.ts";
import { CampaignBadge } from "../campaign-state.tsx";
import type { Campaign } from "../load.ts";
import { leftOutOf, reachedWords, reasonsOf, shortReason, toWords } from "../words.ts";
import { checkItems } from "./check-items.ts";
import { DeleteDraftButton, DuplicateButton } from "./draft-actions.tsx";
import { PreviewPanel, viewOf } from "./preview-panel.tsx";
import { withReplacements } from "./replace-tag.tsx";
import { sampleOf, sampleOptions } from "./samples.ts";
import { ScheduleButton, ScheduleNotice, UnscheduleButton } from "./schedule.tsx";
import { SendButton } from "./send-button.tsx";

type Props = {
  actor: Member;
  campaign: Campaign;
  search: Record<string, string | string[] | undefined>;
};

/** A campaign before it is sent: a draft, or scheduled. */
export async function Draft({ actor, campaign, search }: Props) {
  const { id, name } = campaign;
  const check = await checkCampaign(actor, { campaignId: id });
  const scheduled = campaign.state === "scheduled";
  const mayChange = workspaceMember.admits(actor);
  const sample = sampleOf(one(search.as));
  const samples = await sampleOptions(actor, id);
  const items = mendable(
    checkItems(check.lines),
    (href) => maySend(actor, href) && !(scheduled && href.startsWith(`/campaigns/${id}/edit`)),
  );
  return (
    <>
      <PageHeader
        title={name}
        mark={<CampaignBadge campaign={{ ...campaign, done: 0, total: 0 }} />}
        description={
          <>
            {campaign.newsletterName && `To ${toWords(campaign)}`}
            {scheduled && campaign.scheduledFor && (
              <>
                {campaign.newsletterName ? ", starts" : "Starts"}{" "}
                <Time value={campaign.scheduledFor} as="planned" />
              </>
            )}
          </>
        }
        breadcrumb={[{ label: "Campaigns", href: "/campaigns" }]}
        actions={
          mayChange && (
            <>
              {!scheduled && <DeleteDraftButton id={id} name={name} />}
              <DuplicateButton id={id} />
              {scheduled ? (
                check.ready && <UnscheduleButton id={id} />
              ) : (
                <Button href={`/campaigns/${id}/edit`} icon={<PenLine aria-hidden="true" />}>
                  Edit
                </Button>
              )}
              {check.ready && <ScheduleButton campaign={campaign} check={check} />}
              <SendButton campaign={campaign} check={check} />
            </>
          )
        }
      />
      <ScheduleNotice campaign={campaign} check={check} mayChange={mayChange} />
      <div className="grid items-start gap-5 xl:grid-cols-2">
        <Panel
          flush
          title="Before it is sent"
          description={<AudienceWords audience={check.audience} campaign={campaign} />}
        >
          <div className="mt-2 border-line border-t">
            <CheckList
              label="Check before sending"
              items={mayChange && !scheduled ? withReplacements(items, check.lines, id) : items}
            />
          </div>
        </Panel>
        <PreviewPanel
          campaign={campaign}
          view={viewOf(one(search.view))}
          sample={sample}
          samples={samples}
          here={`/campaigns/${id}`}
          footer={
            mayChange && (
              <SubmitForm action={sendTestAction} hidden={{ campaignId: id }} className="w-full gap-2!">
                <details>
                  <summary className="flex w-fit items-center gap-1.5 text-13 text-ink-soft hover:text-ink">
                    <ChevronRight aria-hidden="true" className="turns" />
                    Choose who gets it, and as whom
                  </summary>
                  <div className="mt-2 grid items-start gap-3 sm:grid-cols-2">
                    <Field
                      name="to"
                      label="Addresses"
                      optional
                      hint="Up to five, separated by commas: members of this workspace, or a domain of yours that signs. Empty: your own."
                    >
                      <Input autoComplete="off" maxLength={2000} />
                    </Field>
                    <Field name="sample" label="Written as to">
                      <Select defaultValue={sample} options={samples} />
                    </Field>
                  </div>
                </details>
                <div className="flex flex-wrap items-center justify-between gap-2">
                  <span className="text-13 text-ink-faint">See it in your own mailbox first.</span>
                  <SubmitButton variant="secondary" icon={<MailCheck aria-hidden="true" />}>
                    <PendingWords idle="Send a test to myself" busy="Sending the test…" />
                  </SubmitButton>
                </div>
              </SubmitForm>
            )
          }
        />
      </div>
    </>
  );
}

function AudienceWords({
  audience,
  campaign: { newsletterId, newsletterName: to, segment },
}: {
  audience: CampaignCheck["audience"];
  campaign: Campaign;
}) {
  const { eligible, skipped } = audience;
  const reasons = reasonsOf(skipped);
  const left = leftOutOf(skipped);
  if (to === null || newsletterId === null)
    return "Once a newsletter is chosen, you see here how many people get it.";
  if (eligible + left === 0)
    return segment ? `Nobody on ${to} is in the segment “${segment.name}”.` : `${to} has no subscribers yet.`;
  const leftOut = (reason: string) =>
    address("/contacts", { ...queryOf(segment?.filters ?? {}), newsletter: newsletterId, state: reason });
  return (
    <>
      <strong className="font-medium text-ink">{reachedWords(eligible)}</strong>
      {left > 0 && (
        <>
          {reasons.map(([reason, count]) => (
            <Fragment key={reason}>
              {" · "}
              {/* Those whose contact is deleted are in no list. */}
              {reason === "contact_deleted" ? (
                `${formatNumber(count)} ${shortReason(reason)}`
              ) : (
                <Link href={leftOut(reason)} className="link">
                  {formatNumber(count)} {shortReason(reason)}
                </Link>
              )}
            </Fragment>
          ))}
          {". "}
          <Link href={leftOut("any")} className="link">
            See all {formatNumber(left)} left out
          </Link>
        </>
      )}
      {segment && (
        <span className="block">
          Who belongs to the segment is decided when sending starts, by its filter as it is when you send or
          schedule.
        </span>
      )}
    </>
  );
}
