import { Inbox, Plus } from "lucide-react";
import type { Metadata } from "next";
import { Button } from "#components/ui/button.tsx";
import { Code } from "#components/ui/code.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { plural } from "#components/ui/format.ts";
import { LedgerTable } from "#components/ui/ledger-table.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { workspaceMember } from "#lib/core/policies.ts";
import { env } from "#lib/env.ts";
import { countRequests } from "#lib/privacy/subject-requests/count.ts";
import { listRequests, type RequestState, requestStates } from "#lib/privacy/subject-requests/list.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { address, one, type Search } from "../../../address.ts";
import { ComplianceTabs } from "../compliance-tabs.tsx";
import { requestColumns } from "./request-columns.tsx";

export const metadata: Metadata = { title: "Data requests" };

const here = "/settings/compliance/requests";

const tabs: Record<RequestState, string> = {
  open: "Open",
  unproved: "Unconfirmed",
  answered: "Answered",
};

const empty: Record<RequestState, { title: string; words: string }> = {
  open: {
    title: "No open requests",
    words: "When a person asks about their data, it appears here with the day your answer is due.",
  },
  unproved: {
    title: "No unconfirmed requests",
    words:
      "A request from your page counts once the person confirms it by mail. Unconfirmed ones are deleted after 30 days.",
  },
  answered: {
    title: "No answered requests",
    words: "Each answer stays here, as your proof that you gave it.",
  },
};

export default async function RequestsPage({ searchParams }: { searchParams: Search }) {
  const actor = await requireMember();
  const given = await searchParams;
  const asked = one(given.state);
  const state = requestStates.find((each) => each === asked) ?? "open";
  const cursor = one(given.cursor);
  const [counts, { rows, nextCursor }] = await Promise.all([
    pageQuery(countRequests, actor, {}),
    pageQuery(listRequests, actor, { state, cursor }),
  ]);
  const page = `${env().APP_URL}/subject-requests/${actor.workspaceId}`;
  return (
    <>
      <PageHeader
        title="Data requests"
        description="What people ask about their own data. The law gives one month to answer (GDPR Art. 12(3))."
        breadcrumb={[{ label: "Compliance", href: "/settings/compliance" }]}
        actions={
          workspaceMember.admits(actor) && (
            <Button href={`${here}/new`} variant="primary" icon={<Plus aria-hidden="true" />}>
              Enter request
            </Button>
          )
        }
      />
      <ComplianceTabs current="requests" />
      {counts.overdue > 0 && (
        <div className="mb-5">
          <Notice tone="danger" title={`${plural(counts.overdue, "request is", "requests are")} overdue`}>
            Answer now. A late answer breaks GDPR Art. 12(3), and the person may complain to the authority.
          </Notice>
        </div>
      )}
      <Tabs
        label="State"
        tabs={requestStates.map((each) => ({
          href: address(here, { state: each === "open" ? undefined : each }),
          label: each === "open" && counts.open > 0 ? `Open (${counts.open})` : tabs[each],
          current: each === state,
        }))}
      />
      <LedgerTable
        caption={`${tabs[state]} requests`}
        columns={requestColumns(state === "unproved")}
        rows={rows}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon={<Inbox />} title={empty[state].title}>
            {empty[state].words}
          </EmptyState>
        }
        pagination={
          <Pagination
            newerHref={cursor && address(here, { state })}
            newerLabel="Newest"
            olderHref={nextCursor && address(here, { state, cursor: nextCursor })}
          />
        }
      />
      <Panel
        className="mt-6"
        title="Your page for requests"
        description="Link it in your privacy notice. People ask there without an account, in 12 languages, and prove their address by mail. Your preference pages link it already."
      >
        <div className="flex flex-wrap items-center gap-3">
          <Code>{page}</Code>
          <CopyButton text={page} />
        </div>
      </Panel>
    </>
  );
}
