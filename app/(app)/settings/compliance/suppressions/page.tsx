import { Ban, Download, FileUp, Filter, Plus } from "lucide-react";
import type { Metadata } from "next";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { LedgerTable } from "#components/ui/ledger-table.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { ProofChip } from "#components/ui/proof-chip.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { listNewsletters } from "#lib/audience/newsletters/list.ts";
import { countSuppressions } from "#lib/audience/suppressions/counts.ts";
import { listSuppressions } from "#lib/audience/suppressions/list.ts";
import { workspaceAdmin, workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { address, one, type Search } from "../../../address.ts";
import { ComplianceTabs } from "../compliance-tabs.tsx";
import { type Reason, reasonNames } from "../words.ts";
import { readFilters } from "./query.ts";
import { suppressionColumns } from "./suppression-columns.tsx";
import { SuppressionFilters } from "./suppression-filters.tsx";

export const metadata: Metadata = { title: "Suppressions" };

const here = "/settings/compliance/suppressions";

export default async function SuppressionsPage({ searchParams }: { searchParams: Search }) {
  const actor = await requireMember();
  const given = await searchParams;
  const filters = readFilters(given);
  const { reason, search, scope, source } = filters;
  const cursor = one(given.cursor);
  const [counts, { rows, nextCursor }, { rows: newsletters }] = await Promise.all([
    pageQuery(countSuppressions, actor, {}),
    pageQuery(listSuppressions, actor, { cursor, ...filters }),
    pageQuery(listNewsletters, actor, { limit: 200 }),
  ]);
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const mayAdd = workspaceMember.admits(actor);
  const add = mayAdd && (
    <>
      <Button href="/contacts/imports/new?for=suppression" icon={<FileUp aria-hidden="true" />}>
        Import a list
      </Button>
      <Button href={`${here}/new`} variant="primary" icon={<Plus aria-hidden="true" />}>
        Add addresses
      </Button>
    </>
  );
  return (
    <>
      <PageHeader
        title="Suppressions"
        mark={<AskedAtSendTime />}
        description="Blocked addresses: they get no mail from you, and why."
        breadcrumb={[{ label: "Compliance", href: "/settings/compliance" }]}
        actions={
          <>
            <Button href={`${here}/rules`} icon={<Filter aria-hidden="true" />}>
              Rules
            </Button>
            {total > 0 && workspaceAdmin.admits(actor) && (
              <Button
                external
                download
                href={address(`${here}/export`, filters)}
                icon={<Download aria-hidden="true" />}
              >
                Export as CSV
              </Button>
            )}
            {total > 0 && add}
          </>
        }
      />
      <ComplianceTabs current="suppressions" />
      {total > 0 && (
        <Tabs
          label="Reason"
          tabs={[
            {
              href: address(here, { ...filters, reason: undefined }),
              label: "All",
              count: total,
              current: !reason,
            },
            ...(Object.keys(reasonNames) as Reason[]).map((each) => ({
              href: address(here, { ...filters, reason: each }),
              label: reasonNames[each],
              count: counts[each],
              current: reason === each,
            })),
          ]}
        />
      )}
      <LedgerTable
        caption="Suppressed addresses, newest first"
        columns={suppressionColumns}
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `${here}/${id}`}
        toolbar={
          total > 0 && (
            <SuppressionFilters
              query={filters}
              newsletters={newsletters}
              clearHref={search || scope || source ? address(here, { reason }) : undefined}
            />
          )
        }
        empty={
          total === 0 ? (
            <EmptyState icon={<Ban aria-hidden="true" />} title="No blocked addresses yet" action={add}>
              People who unsubscribe, and addresses whose mail server says they do not exist, are added
              automatically, with the proof. You can also add addresses that must never get mail.
            </EmptyState>
          ) : (
            <EmptyState
              title="No matching address"
              action={<Button href={here}>Show all {formatNumber(total)}</Button>}
            >
              {search
                ? `Nothing suppressed contains “${search}”`
                : scope || source
                  ? "No address is suppressed with these filters"
                  : "No address is suppressed for this reason"}
              {search && reason ? ` and is marked “${reasonNames[reason]}”.` : "."}
            </EmptyState>
          )
        }
        pagination={
          <Pagination
            newerHref={cursor && address(here, filters)}
            newerLabel="Newest"
            olderHref={nextCursor && address(here, { ...filters, cursor: nextCursor })}
          />
        }
      />
      <WhatItMeans />
    </>
  );
}

function WhatItMeans() {
  return (
    <section className="mt-6 grid max-w-[70ch] gap-2 text-13 text-ink-faint">
      <h2 className="text-13 text-ink-soft">What a suppression does</h2>
      <p>
        It ends mail to an address at once, also messages already queued. “Everything” covers every newsletter
        you have or will make. An import or a new subscription entered by your team does not undo it.
      </p>
      <p>
        It outlives the contact, so that the promise holds (GDPR Art. 17(3), 21(3)): it compares a keyed hash
        of the address, which stays when the contact is deleted. Addresses whose server merely refused your
        domain or your content are not suppressed.
      </p>
    </section>
  );
}

function AskedAtSendTime() {
  return (
    <ProofChip
      label="Asked before every message"
      evidence={[
        { label: "When", value: "In the same step that takes a message from the queue" },
        { label: "If it cannot be asked", value: "Nothing is sent" },
        {
          label: "Compared by",
          value: "A keyed hash of the address, so it survives erasure (GDPR Art. 17(3))",
        },
        { label: "Unsubscribes", value: "Hold at once; the law allows 10 business days (CAN-SPAM, CASL)" },
      ]}
    >
      There is one way out for mail, and it asks this list each time.
    </ProofChip>
  );
}
