import { ChevronRight, Pause, Play } from "lucide-react";
import { ProgressCard } from "#components/forms/progress-card.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Chart } from "#components/ui/chart.tsx";
import { Field } from "#components/ui/field.tsx";
import { Figures } from "#components/ui/figures.tsx";
import { formatDate, formatNumber } from "#components/ui/format.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { ProofChip } from "#components/ui/proof-chip.tsx";
import { requestZone } from "#components/ui/request-zone.ts";
import { Select } from "#components/ui/select.tsx";
import { Time } from "#components/ui/time.tsx";
import type { Member } from "#lib/core/actor.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { listEmailAccounts } from "#lib/mailboxes/email-accounts/list.ts";
import { checkCampaign } from "#lib/sending/campaigns/check.ts";
import { campaignLeaving } from "#lib/sending/campaigns/leaving.ts";
import { deliveryChart } from "#lib/sending/deliveries/chart.ts";
import { getWorkspace } from "#lib/team/workspaces/get.ts";
import { currentZone } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { one } from "../../address.ts";
import { pauseCampaignAction, resumeCampaignAction } from "../actions.ts";
import { CampaignBadge } from "../campaign-state.tsx";
import { type Campaign, progressOf } from "../load.ts";
import { toWords } from "../words.ts";
import { Deliveries } from "./deliveries.tsx";
import { DuplicateButton } from "./draft-actions.tsx";
import { jobOf } from "./job.ts";
import { Leaving } from "./leaving.tsx";
import { PreviewPanel, viewOf } from "./preview-panel.tsx";
import { Undecided } from "./undecided.tsx";
import { UnknownFate } from "./unknown-fate.tsx";

type Props = {
  actor: Member;
  campaign: Campaign;
  search: Record<string, string | string[] | undefined>;
};

/** A campaign on its way or sent: how far, who got it, who did not and why. */
export async function Report({ actor, campaign, search }: Props) {
  const { id, name, state, counts } = campaign;
  const mayChange = workspaceMember.admits(actor);
  const view = one(search.view);
  const leaving = await pageQuery(campaignLeaving, actor, { campaignId: id });
  return (
    <>
      <PageHeader
        title={name}
        mark={
          <>
            {state === "sending" ? (
              // How far it is stands in the card below, which moves; this line does not.
              <Badge tone="ok">Sending</Badge>
            ) : (
              <CampaignBadge campaign={{ ...campaign, ...progressOf(campaign) }} />
            )}
            <HeadersChip actor={actor} campaign={campaign} />
          </>
        }
        description={
          <>
            “{campaign.subject}” to {toWords(campaign)}, from {campaign.fromAddress}
            {campaign.sendRequestedAt && (
              <>
                , started <Time value={campaign.sendRequestedAt} />
                {campaign.scheduledFor && (
                  <>
                    , scheduled for <Time value={campaign.scheduledFor} as="planned" />
                  </>
                )}
              </>
            )}
          </>
        }
        breadcrumb={[{ label: "Campaigns", href: "/campaigns" }]}
        actions={mayChange && <DuplicateButton id={id} />}
      />
      <div className="grid gap-5">
        {state === "sent" || campaign.kind === "welcome" ? (
          <Figures
            label="What became of it"
            items={[
              { label: "Sent", value: formatNumber(counts.sent), detail: "Taken by the mail server" },
              { label: "Failed", value: formatNumber(counts.failed), detail: "Refused for good" },
              ...(counts.unknown > 0
                ? [{ label: "Unknown", value: formatNumber(counts.unknown), detail: "No answer came" }]
                : []),
              { label: "Skipped", value: formatNumber(counts.skipped), detail: "Nothing was sent to them" },
              {
                label: "Unsubscribed",
                value: formatNumber(leaving.unsubscribed),
                detail: "Through this campaign",
              },
            ]}
          />
        ) : (
          <ProgressCard
            title={state === "paused" ? "Sending is paused" : "Sending"}
            job={jobOf(campaign, await currentZone())}
            unit="messages"
            statusUrl={`/campaigns/${id}/status`}
            refreshHref={`/campaigns/${id}`}
            cancel={
              mayChange && (
                <SubmitForm action={pauseCampaignAction} hidden={{ campaignId: id }}>
                  <SubmitButton variant="secondary" icon={<Pause aria-hidden="true" />}>
                    Pause
                  </SubmitButton>
                </SubmitForm>
              )
            }
            result={
              state === "paused" &&
              mayChange &&
              !campaign.undecidedAt && <Resume actor={actor} campaign={campaign} />
            }
          />
        )}
        {campaign.undecidedAt && <Undecided actor={actor} campaign={campaign} />}
        {counts.unknown > 0 && <UnknownFate actor={actor} id={id} count={counts.unknown} />}
        <Leaving actor={actor} campaignId={id} />
        <SentOverTime actor={actor} campaign={campaign} />
        <Deliveries actor={actor} campaign={campaign} search={search} />
        <details open={view !== undefined}>
          <summary className="flex w-fit items-center gap-1.5 text-ink-soft hover:text-ink">
            <ChevronRight aria-hidden="true" className="turns" />
            The message
          </summary>
          <div className="pt-3">
            <PreviewPanel campaign={campaign} view={viewOf(view)} here={`/campaigns/${id}`} />
          </div>
        </details>
      </div>
    </>
  );
}

async function Resume({ actor, campaign }: { actor: Member; campaign: Campaign }) {
  const { rows } = await pageQuery(listEmailAccounts, actor, { limit: 200 });
  const connected = rows.some(({ id }) => id === campaign.emailAccountId);
  return (
    <SubmitForm
      action={resumeCampaignAction}
      hidden={{ campaignId: campaign.id }}
      className="w-full grid-cols-[minmax(0,20rem)_auto] items-end justify-start phone:grid-cols-1"
    >
      <Field name="emailAccountId" label="Resume from">
        <Select
          placeholder={connected ? undefined : "Choose an account"}
          options={rows.map(({ id, label, fromAddress }) => ({
            value: id,
            label: `${fromAddress} (${label})`,
          }))}
          defaultValue={connected ? (campaign.emailAccountId ?? undefined) : undefined}
        />
      </Field>
      <SubmitButton icon={<Play aria-hidden="true" />}>Resume</SubmitButton>
    </SubmitForm>
  );
}

/** What every message carries, and which law or rule wants it. */
async function HeadersChip({ actor, campaign }: { actor: Member; campaign: Campaign }) {
  const [{ postalAddress }, { lines }] = await Promise.all([
    pageQuery(getWorkspace, actor, {}),
    checkCampaign(actor, { campaignId: campaign.id }),
  ]);
  const signed = lines.some(({ id, state }) => id === "dkim" && state === "ok");
  const domain = campaign.fromAddress?.split("@")[1];
  return (
    <ProofChip
      label="One-click unsubscribe in every message"
      evidence={[
        {
          label: "List-Unsubscribe",
          value: "<https://…/api/unsubscribe/…>, one link per person",
          mono: true,
        },
        { label: "List-Unsubscribe-Post", value: "List-Unsubscribe=One-Click", mono: true },
        {
          label: "DKIM",
          value: signed ? `Signed for ${domain}, over both headers` : "Your provider's, if it signs",
        },
        { label: "Postal address", value: postalAddress?.replaceAll("\n", ", ") ?? "Not set" },
      ]}
    >
      As RFC 8058, Gmail, Yahoo and CAN-SPAM ask for.
    </ProofChip>
  );
}

async function SentOverTime({ actor, campaign }: { actor: Member; campaign: Campaign }) {
  const { id, sendRequestedAt, finishedAt, counts } = campaign;
  if (counts.sent === 0 || !sendRequestedAt) return null;
  const end = finishedAt ? Date.parse(finishedAt) : Date.now();
  const step = end - Date.parse(sendRequestedAt) > 2 * 3600_000 ? "hour" : "minute";
  const points = await pageQuery(deliveryChart, actor, { campaignId: id, step });
  if (points.length < 3) return null;
  const zone = requestZone();
  const days = new Set(points.map(({ at }) => formatDate(new Date(at), zone))).size;
  const label = (at: string) => {
    const time = new Date(at).toLocaleTimeString("en-GB", {
      hour: "2-digit",
      minute: "2-digit",
      timeZone: zone,
    });
    return days > 1 ? `${formatDate(new Date(at), zone, false)}, ${time}` : time;
  };
  return (
    <Panel title={`Sent per ${step}`}>
      <Chart
        title={`Messages sent per ${step}`}
        kind="bar"
        labels={points.map(({ at }) => label(at))}
        series={[{ label: "Sent", values: points.map(({ sent }) => sent) }]}
      />
    </Panel>
  );
}
