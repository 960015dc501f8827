import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { Chart } from "#components/ui/chart.tsx";
import { type CheckItem, CheckList } from "#components/ui/check-list.tsx";
import { Figures } from "#components/ui/figures.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Facts } from "#components/ui/proof-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import { countSuppressions } from "#lib/audience/suppressions/counts.ts";
import { listVerifications } from "#lib/audit/verifications/list.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import {
  type ComplianceOverview,
  complianceOverview,
  countedAtMost,
  type Ground,
  rankedGrounds,
} from "#lib/privacy/compliance/overview.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { basisWords } from "../../contacts/grounds.ts";
import { maySend, mendable } from "../../may-not.tsx";
import { ComplianceTabs } from "./compliance-tabs.tsx";
import { canSpamDuties, caslDuties, gdprDuties } from "./duties.ts";

export const metadata: Metadata = { title: "Compliance" };

/** What a data protection officer opens first. Every line states what holds in this workspace now. */
export default async function CompliancePage() {
  const actor = await requireMember();
  const manages = workspaceAdmin.admits(actor);
  const [overview, suppressions, verified] = await Promise.all([
    pageQuery(complianceOverview, actor, {}),
    pageQuery(countSuppressions, actor, {}),
    manages ? pageQuery(listVerifications, actor, {}) : null,
  ]);
  const last = verified?.verifications.find(({ finishedAt }) => finishedAt !== null);
  const suppressed = Object.values(suppressions).reduce((sum, count) => sum + count, 0);
  const mine = (items: CheckItem[]) => mendable(items, (href) => maySend(actor, href));
  return (
    <>
      <PageHeader
        title="Compliance"
        description="What three laws ask of your mail, and where this workspace stands."
        actions={<Button href="/settings/security/audit-log">Open audit log</Button>}
      />
      <ComplianceTabs current="overview" />
      <div className="settings-wide grid gap-5">
        <Figures
          label="Numbers"
          items={[
            { label: "Contacts", value: upTo(overview.contacts) },
            { label: "With a ground", ...covered(overview) },
            { label: "Suppressed", value: formatNumber(suppressed), detail: "get no mail" },
            { label: "In Canada", value: formatNumber(overview.inCanada), detail: "strictest consent rule" },
          ]}
        />
        <Law title="GDPR" description="European Union, General Data Protection Regulation">
          <CheckList label="GDPR" items={mine(gdprDuties(overview))} />
        </Law>
        <Law title="CAN-SPAM" description="United States, 15 U.S.C. § 7701 ff.">
          <CheckList label="CAN-SPAM" items={mine(canSpamDuties(overview))} />
        </Law>
        <Law title="CASL" description="Canada’s Anti-Spam Legislation, S.C. 2010, c. 23">
          <CheckList label="CASL" items={mine(caslDuties(overview))} />
        </Law>
        {overview.coverage && overview.contacts > 0 && (
          <>
            <Coverage coverage={overview.coverage} />
            <CoverageByNewsletter newsletters={overview.byNewsletter ?? []} />
          </>
        )}
        <Panel title="Retention" description="How long data stays, as the product works today">
          <Facts
            facts={[
              { label: "Contacts", value: "Until you erase them" },
              {
                label: "Data requests",
                value:
                  "Kept as proof of the answer, without the person after 3 years; unconfirmed ones 30 days",
              },
              {
                label: "Consents",
                value: "Kept as proof; after an erasure without what names the person (GDPR Art. 7(1))",
              },
              { label: "Suppressions", value: "Kept, so that an opt-out holds for good (GDPR Art. 21(3))" },
              { label: "Import files", value: "Deleted when the import ends, or after a week untouched" },
              { label: "Audit log", value: "One year, then deleted by the month" },
              { label: "Audit exports", value: "7 days" },
            ]}
          />
        </Panel>
        {verified && (
          <Panel
            title="Audit log"
            action={
              <Button href="/settings/security/audit-log" size="small">
                {last ? "Verify again" : "Verify log"}
              </Button>
            }
          >
            {last?.finishedAt ? (
              <p>
                Last verified <Time value={last.finishedAt} />:{" "}
                {last.result === "intact"
                  ? `${formatNumber(last.checked)} entries, unchanged.`
                  : "see the result."}
              </p>
            ) : (
              <p className="text-ink-soft">
                Nobody has verified it yet. Verifying recomputes every entry’s hash and compares the chain.
              </p>
            )}
          </Panel>
        )}
      </div>
    </>
  );
}

function Law({ title, description, children }: { title: string; description: string; children: ReactNode }) {
  return (
    <Panel title={title} description={description} flush>
      <div className="mt-2 border-line border-t">{children}</div>
    </Panel>
  );
}

type Counted = NonNullable<ComplianceOverview["coverage"]>;

function Coverage({ coverage }: { coverage: Counted }) {
  const { none, resting, ...byGround } = coverage;
  const counts = [
    ...Object.entries(byGround).map(([ground, count]) => ({ label: basisWords(ground as Ground), count })),
    { label: "Ground missing", count: none },
    { label: "Left, or not confirmed yet", count: resting },
  ].filter(({ count }) => count > 0);
  return (
    <Panel
      title="Contacts by ground"
      description="Each contact once, by its strongest ground that holds today"
    >
      <Chart
        title="Contacts by lawful ground"
        kind="stacked"
        size="small"
        labels={["All contacts"]}
        series={counts.map(({ label, count }) => ({ label, values: [count] }))}
      />
    </Panel>
  );
}

/** Returns a name that fits below its bar on a phone: the more bars, the shorter. */
const shortName = (name: string, bars: number) => {
  const most = Math.max(4, Math.floor(42 / bars) - 1);
  const characters = [...name];
  return characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : name;
};

/** Grounds of active subscribers, newsletter by newsletter: consent for one is none for another. */
function CoverageByNewsletter({ newsletters }: { newsletters: { name: string; coverage: Counted }[] }) {
  if (newsletters.length === 0) return null;
  const used = [...rankedGrounds, "none" as const].filter((ground) =>
    newsletters.some(({ coverage }) => coverage[ground] > 0),
  );
  return (
    <Panel
      title="Consent by newsletter"
      description="Active subscribers by the ground that holds today for that newsletter. Subscribers without one get nothing."
    >
      <Chart
        title="Active subscribers of each newsletter by lawful ground"
        kind="stacked"
        labels={newsletters.map(({ name }) => shortName(name, newsletters.length))}
        series={used.map((ground) => ({
          label: ground === "none" ? "No ground" : basisWords(ground),
          values: newsletters.map(({ coverage }) => coverage[ground]),
        }))}
      />
    </Panel>
  );
}

/** Contacts with a ground, of those beside it; who left needs none and gets no mail. */
function covered({ coverage, contacts }: ComplianceOverview): { value: string; detail: string } {
  if (!coverage || contacts === 0) return { value: "–", detail: "that holds today" };
  const grounded = contacts - coverage.resting - coverage.none;
  const missing = coverage.none > 0 ? `, missing for ${formatNumber(coverage.none)}` : "";
  return {
    value: `${formatNumber(grounded)} of ${formatNumber(contacts)}`,
    detail: `that holds today${missing}`,
  };
}

const upTo = (count: number) =>
  count > countedAtMost ? `${formatNumber(countedAtMost)}+` : formatNumber(count);
