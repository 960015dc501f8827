import { Activity } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Chart } from "#components/ui/chart.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Figures } from "#components/ui/figures.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { None } from "#components/ui/none.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#components/ui/table.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { apiUsageOf, type UsagePeriod, usagePeriods } from "#lib/integrations/api-usage/get.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { one } from "../../../address.ts";
import { MayNot } from "../../../may-not.tsx";
import { barLabel, usageSeries } from "../usage-series.ts";

export const metadata: Metadata = { title: "API usage" };

const here = "/settings/api-keys/usage";
const breadcrumb = [{ label: "API keys", href: "/settings/api-keys" }];
const tabs: Record<UsagePeriod, string> = { day: "24 hours", week: "7 days", month: "30 days" };

type UsagePageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ApiUsagePage({ searchParams }: UsagePageProps) {
  const actor = await requireMember();
  if (!workspaceAdmin.admits(actor))
    return (
      <MayNot actor={actor} title="API usage" breadcrumb={breadcrumb} what="see API usage" who="admins" />
    );
  const asked = one((await searchParams).period);
  const period = usagePeriods.find((each) => each === asked) ?? "week";
  const { over, keys, endpoints, total } = await pageQuery(apiUsageOf, actor, { period });
  return (
    <>
      <PageHeader
        title="API usage"
        breadcrumb={breadcrumb}
        description="Requests of your programs. Days and hours are in UTC."
      />
      <Tabs
        label="Period"
        tabs={usagePeriods.map((each) => ({
          href: `${here}?period=${each}`,
          label: tabs[each],
          current: each === period,
        }))}
      />
      {total.requests === 0 ? (
        <Panel flush>
          <EmptyState icon={<Activity aria-hidden="true" />} title="No requests in this time">
            They stand here within a second.
          </EmptyState>
        </Panel>
      ) : (
        <div className="grid gap-5">
          <Figures
            label="Requests in this time"
            items={[
              { label: "Requests", value: formatNumber(total.requests) },
              { label: "Over the limit", value: formatNumber(total.limited), detail: "Answered with 429" },
              { label: "Refused", value: formatNumber(total.refused), detail: "Other answers of 400 to 499" },
              { label: "Failed", value: formatNumber(total.failed), detail: "500 and above: our fault" },
            ]}
          />
          <Panel title="Over time">
            <Chart
              title={`Requests by ${period === "day" ? "hour" : "day"}, last ${tabs[period]}`}
              kind="stacked"
              labels={over.map(({ at }) => barLabel(at, period))}
              series={usageSeries(over)}
            />
          </Panel>
          <Panel title="By key" flush>
            <Counts
              caption="Requests by key"
              first="Key"
              rows={keys.map((key) => ({
                ...key,
                name: (
                  <Link href={`/settings/api-keys/${key.id}`} className="link">
                    {key.name}
                  </Link>
                ),
              }))}
            />
          </Panel>
          <Panel title="By endpoint" flush>
            <Counts
              caption="Requests by endpoint"
              first="Endpoint"
              rows={endpoints.map((each) => ({
                ...each,
                id: each.name,
                name:
                  each.name === "-" ? "Refused at the door" : <code className="text-13">{each.name}</code>,
              }))}
            />
          </Panel>
        </div>
      )}
    </>
  );
}

type CountsRow = {
  id: string;
  name: React.ReactNode;
  requests: number;
  limited: number;
  refused: number;
  failed: number;
};

function Counts({ caption, first, rows }: { caption: string; first: string; rows: CountsRow[] }) {
  return (
    <Table caption={caption}>
      <TableHead>
        <HeadCell>{first}</HeadCell>
        <HeadCell numeric>Requests</HeadCell>
        <HeadCell numeric>Over the limit</HeadCell>
        <HeadCell numeric>Refused</HeadCell>
        <HeadCell numeric>Failed</HeadCell>
      </TableHead>
      <TableBody>
        {rows.map(({ id, name, ...counts }) => (
          <Row key={id}>
            <Cell phone="title">{name}</Cell>
            <Cell numeric label="Requests">
              {formatNumber(counts.requests)}
            </Cell>
            <Count label="Over the limit" of={counts.limited} />
            <Count label="Refused" of={counts.refused} />
            <Count label="Failed" of={counts.failed} />
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}

/** A count that a phone leaves out while there is nothing to say. */
const Count = ({ label, of }: { label: string; of: number }) => (
  <Cell numeric label={label}>
    {of === 0 ? <None words="0" /> : formatNumber(of)}
  </Cell>
);
