import { Chart } from "#components/ui/chart.tsx";
import { formatNumber, plural } from "#components/ui/format.ts";
import { Pagination } from "#components/ui/pagination.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#components/ui/table.tsx";
import { Time } from "#components/ui/time.tsx";
import type { Member } from "#lib/core/actor.ts";
import { apiUsageOf } from "#lib/integrations/api-usage/get.ts";
import { listApiRequests } from "#lib/integrations/api-usage/requests.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { barLabel, usageSeries } from "../usage-series.ts";

type RequestsProps = { actor: Member; keyId: string; before: string | undefined };

/** What a key was used for in the last 30 days: a chart, and each request. */
export async function Requests({ actor, keyId, before }: RequestsProps) {
  const here = `/settings/api-keys/${keyId}`;
  const [{ over, total }, { rows, nextCursor }] = await Promise.all([
    pageQuery(apiUsageOf, actor, { period: "month", keyId }),
    pageQuery(listApiRequests, actor, { keyId, limit: 25, ...(before && { cursor: before }) }),
  ]);
  return (
    <Panel
      title="Requests"
      description={
        total.requests === 0
          ? "None in the last 30 days. Bodies and query strings are never kept."
          : `${plural(total.requests, "request")} in the last 30 days. Bodies and query strings are never kept.`
      }
    >
      {total.requests > 0 && (
        <Chart
          title="Requests of this key by day, last 30 days"
          kind="stacked"
          size="small"
          labels={over.map(({ at }) => barLabel(at, "month"))}
          series={usageSeries(over)}
        />
      )}
      {rows.length > 0 && (
        <>
          <Table caption="Requests, newest first">
            <TableHead>
              <HeadCell>Request</HeadCell>
              <HeadCell>When</HeadCell>
              <HeadCell>From</HeadCell>
              <HeadCell numeric data-phone-head="hide">
                ms
              </HeadCell>
              <HeadCell numeric>Answer</HeadCell>
            </TableHead>
            <TableBody>
              {rows.map((row) => (
                <Row key={row.id}>
                  <Cell phone="title">
                    <code className="text-13">
                      {row.endpoint ? `${row.method} ${row.endpoint}` : `${row.method}, refused at the door`}
                    </code>
                  </Cell>
                  <Cell label="When">
                    <Time value={row.at} />
                  </Cell>
                  <Cell label="From">
                    <span className="font-mono text-13" title={row.userAgent ?? undefined}>
                      {row.ip ?? "Unknown"}
                    </span>
                  </Cell>
                  <Cell numeric phone="hide">
                    {formatNumber(row.milliseconds)}
                  </Cell>
                  <Cell numeric phone="corner">
                    {row.status}
                  </Cell>
                </Row>
              ))}
            </TableBody>
          </Table>
          <Pagination
            newerHref={before ? here : null}
            newerLabel="Newest"
            olderHref={nextCursor && `${here}?before=${nextCursor}`}
          />
        </>
      )}
    </Panel>
  );
}
