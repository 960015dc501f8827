import { ArrowRight, CircleCheck, Send } from "lucide-react";
import type { Metadata } from "next";
import { Button } from "#components/ui/button.tsx";
import { CheckList } from "#components/ui/check-list.tsx";
import { LedgerTable } from "#components/ui/ledger-table.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { requestZone } from "#components/ui/request-zone.ts";
import { getSecurityCheck } from "#lib/account/security-check/get.ts";
import { cutText } from "#lib/core/cut-text.ts";
import { workspaceAdmin, workspaceMember } from "#lib/core/policies.ts";
import { listCampaigns } from "#lib/sending/campaigns/list.ts";
import { scheduledStops } from "#lib/sending/campaigns/scheduled-stops.ts";
import { getWorkspace } from "#lib/team/workspaces/get.ts";
import { getNeeds } from "#lib/team/workspaces/needs.ts";
import { getOverview } from "#lib/team/workspaces/overview.ts";
import { setupSteps } from "#lib/team/workspaces/setup.ts";
import { getTrends } from "#lib/team/workspaces/trends.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { campaignColumns } from "../campaigns/campaign-columns.tsx";
import { maySend, mendable } from "../may-not.tsx";
import { lowerFirst, progressWords } from "../setup-next.tsx";
import { DashboardFigures } from "./dashboard-figures.tsx";
import { needItems } from "./needs.ts";
import { TrendCharts } from "./trend-charts.tsx";

export const metadata: Metadata = { title: "Dashboard" };

export default async function DashboardPage() {
  const actor = await requireMember();
  const [workspace, overview, needs, security, trends, campaigns, stops] = await Promise.all([
    pageQuery(getWorkspace, actor, {}),
    pageQuery(getOverview, actor, {}),
    pageQuery(getNeeds, actor, {}),
    pageQuery(getSecurityCheck, actor, {}),
    pageQuery(getTrends, actor, {}),
    pageQuery(listCampaigns, actor, { limit: 5 }),
    pageQuery(scheduledStops, actor, {}),
  ]);
  const may = (href: string) => maySend(actor, href);
  const steps = setupSteps(overview);
  const next = steps.find(({ done, fix }) => !done && may(fix.href));
  const setUp = steps.every(({ done }) => done);
  const needed = mendable(
    needItems(needs, security, workspaceAdmin.admits(actor), requestZone(), stops),
    may,
  );
  // The button is the worst of what the line beside it counts.
  const main = next?.fix ?? needed.find(({ fix }) => fix)?.fix;

  return (
    <>
      <PageHeader
        title={workspace.name}
        description={
          next ? `${progressWords(steps)}. Next: ${lowerFirst(next.title)}.` : needsWords(needed.length)
        }
        actions={
          <>
            {!next && workspaceMember.admits(actor) && (
              <Button
                href={overview.draftId ? `/campaigns/${overview.draftId}` : "/campaigns/new"}
                variant={main ? "secondary" : "primary"}
                icon={<Send aria-hidden="true" />}
              >
                {overview.draftId
                  ? `Continue “${cutText(overview.draftName ?? "", 30)}”`
                  : "Write a campaign"}
              </Button>
            )}
            {main && (
              <Button href={main.href} variant="primary" icon={<ArrowRight aria-hidden="true" />}>
                {main.label}
              </Button>
            )}
          </>
        }
      />
      <div className="grid gap-5">
        {!setUp && (
          <Panel title="Setup" flush>
            <CheckList
              label="Setup"
              items={mendable(
                steps.map(({ done, ...step }) => ({ ...step, state: done ? "done" : "waiting" })),
                may,
              )}
            />
          </Panel>
        )}
        {needed.length > 0 ? (
          <Panel title="What needs you" flush>
            <CheckList items={needed} label="What needs you" />
          </Panel>
        ) : (
          setUp && (
            <p className="flex items-center gap-2 text-ink-soft">
              <CircleCheck aria-hidden="true" className="text-accent-ink" />
              Nothing needs you. Accounts send, domains are signed, consents hold.
            </p>
          )
        )}
        <DashboardFigures overview={overview} needs={needs} />
        <TrendCharts trends={trends} />
        {campaigns.rows.length > 0 && (
          <section>
            <h2 className="mb-2 font-medium">Latest campaigns</h2>
            <LedgerTable
              caption="Latest campaigns"
              columns={campaignColumns}
              rows={campaigns.rows}
              rowKey={({ id }) => id}
              rowHref={({ id }) => `/campaigns/${id}`}
              empty={null}
            />
          </section>
        )}
      </div>
    </>
  );
}

const needsWords = (count: number) =>
  count === 0
    ? "Everything is in order."
    : count === 1
      ? "One thing needs you."
      : `${count} things need you.`;
