import { CalendarClock } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Address } from "#components/ui/address.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { plural } from "#components/ui/format.ts";
import { type Column, LedgerTable } from "#components/ui/ledger-table.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { SettingsRow } from "#components/ui/settings-row.tsx";
import { Day } from "#components/ui/time.tsx";
import { type Lapsing, lapsingListed, listLapsing } from "#lib/audience/consents/lapsing.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { groundWords } from "../../../contacts/grounds.ts";
import { prepareRenewalAction } from "../actions.ts";
import { ComplianceTabs } from "../compliance-tabs.tsx";

export const metadata: Metadata = { title: "Expires this month" };

/** Whose implied consent ends within 30 days, and the campaign that asks them for express consent before. */
export default async function LapsingPage() {
  const actor = await requireMember();
  const { people, newsletters } = await pageQuery(listLapsing, actor, {});
  const total = newsletters.reduce((sum, { people }) => sum + people, 0);
  return (
    <>
      <PageHeader
        title="Expires this month"
        description="People who get mail today on a ground that ends within 30 days, and on no other. Mail to them stops on that day."
        breadcrumb={[{ label: "Compliance", href: "/settings/compliance" }]}
      />
      <ComplianceTabs current="lapsing" />
      <div className="grid gap-5">
        {newsletters.length > 0 && (
          <Panel
            title="Ask them for express consent"
            description="A draft to exactly these people, in neutral words. Its link opens a page on which only their own press gives consent (CASL s.10(1)). You read, edit and send it yourself."
            flush
          >
            {newsletters.map(({ id, name, people }) => (
              <SettingsRow
                key={id}
                title={name}
                state={plural(people, "person", "people")}
                description="Nobody is asked twice within 30 days."
                action={
                  workspaceMember.admits(actor) && (
                    <SubmitForm
                      creates
                      action={prepareRenewalAction}
                      hidden={{ newsletterId: id }}
                      submit="Prepare campaign"
                      submitVariant="secondary"
                    />
                  )
                }
              />
            ))}
          </Panel>
        )}
        <LedgerTable
          caption="People whose ground ends within 30 days, the soonest first"
          columns={columns}
          rows={people}
          rowKey={({ contactId, newsletterId }) => `${contactId} ${newsletterId}`}
          empty={
            <EmptyState icon={<CalendarClock aria-hidden="true" />} title="Nothing ends within 30 days">
              Implied consent ends 2 years after a purchase, a gift or a membership, and 6 months after an
              inquiry (CASL s.10(10), (13)). Express consent has no end. People whose ground ends soon stand
              here, so that you can ask them before.
            </EmptyState>
          }
        />
        {total > people.length && (
          <p className="text-13 text-ink-faint">
            The soonest {lapsingListed} are listed.{" "}
            <Link href="/contacts?ground=ending" className="link">
              See all contacts whose ground ends
            </Link>
          </p>
        )}
      </div>
    </>
  );
}

const columns: Column<Lapsing["people"][number]>[] = [
  {
    key: "who",
    header: "Who",
    cell: ({ contactId, email }) => (
      <Link href={`/contacts/${contactId}`} className="link font-mono text-13 wrap-anywhere">
        <Address email={email} />
      </Link>
    ),
  },
  { key: "newsletter", header: "Newsletter", cell: ({ newsletter }) => newsletter },
  { key: "ground", header: "Ground", cell: ({ basis }) => groundWords[basis] },
  { key: "ends", header: "Ends on", tight: true, cell: ({ endsOn }) => <Day value={endsOn} /> },
];
