import { FileCheck, Scale } from "lucide-react";
import type { Metadata } from "next";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { LedgerTable } from "#components/ui/ledger-table.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { ProofChip } from "#components/ui/proof-chip.tsx";
import { Select } from "#components/ui/select.tsx";
import { consentKinds, listConsents } from "#lib/audience/consents/list.ts";
import { listNewsletters } from "#lib/audience/newsletters/list.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { address, one, type Search } from "../../../address.ts";
import { grounds } from "../../../contacts/grounds.ts";
import { ComplianceTabs } from "../compliance-tabs.tsx";
import { consentColumns, kindWords } from "./consent-columns.tsx";

export const metadata: Metadata = { title: "Consent ledger" };

const here = "/settings/compliance/consents";

const oneOf = <T extends string>(values: readonly T[], given: string | undefined): T | undefined =>
  values.find((value) => value === given);

/** Every line of the consent ledger: what an auditor reads first. */
export default async function ConsentsPage({ searchParams }: { searchParams: Search }) {
  const actor = await requireMember();
  const given = await searchParams;
  const kind = oneOf(consentKinds, one(given.kind));
  const ground = oneOf(
    grounds.map(({ value }) => value),
    one(given.ground),
  );
  const cursor = one(given.cursor);
  const newsletters = (await pageQuery(listNewsletters, actor, { limit: 200 })).rows;
  const newsletter = newsletters.find(({ id }) => id === one(given.newsletter))?.id;
  const filters = { kind, ground, newsletter };
  const { rows, nextCursor } = await pageQuery(listConsents, actor, {
    cursor,
    kind,
    ground,
    newsletterId: newsletter,
  });
  const filtered = Boolean(kind || ground || newsletter);
  return (
    <>
      <PageHeader
        title="Consent ledger"
        mark={<NeverEdited />}
        description="Who agreed to what, when, how and in which words, and who took it back."
        breadcrumb={[{ label: "Compliance", href: "/settings/compliance" }]}
        actions={
          <>
            <Button href="/settings/compliance/legitimate-interest" icon={<Scale aria-hidden="true" />}>
              Assessments
            </Button>
            <Button external href="/receipts" icon={<FileCheck aria-hidden="true" />}>
              Verify a receipt
            </Button>
          </>
        }
      />
      <ComplianceTabs current="consents" />
      <LedgerTable
        caption="Grants and withdrawals, latest recorded first"
        columns={consentColumns(workspaceMember.admits(actor))}
        rows={rows}
        rowKey={({ id }) => id}
        toolbar={
          (rows.length > 0 || filtered) && (
            <FilterBar action={here} clearHref={filtered ? here : undefined}>
              <Field name="kind" label="What it records" optional quiet>
                <Select
                  defaultValue={kind}
                  placeholder="Grants and withdrawals"
                  options={consentKinds.map((value) => ({ value, label: kindWords[value] }))}
                />
              </Field>
              <Field name="ground" label="Ground" optional quiet>
                <Select
                  defaultValue={ground}
                  placeholder="All grounds"
                  options={grounds.map(({ value, label }) => ({ value, label }))}
                />
              </Field>
              <Field name="newsletter" label="Newsletter" optional quiet>
                <Select
                  defaultValue={newsletter}
                  placeholder="All newsletters"
                  options={newsletters.map(({ id, name }) => ({ value: id, label: name }))}
                />
              </Field>
            </FilterBar>
          )
        }
        empty={
          filtered ? (
            <EmptyState title="No matching line" action={<Button href={here}>Show all</Button>}>
              No consent on record is of this kind.
            </EmptyState>
          ) : (
            <EmptyState
              icon={<FileCheck aria-hidden="true" />}
              title="No consent on record yet"
              action={<Button href="/contacts/new">Add a contact</Button>}
            >
              Signups, imports and contacts added by hand write their consent here, with its proof.
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
      <section className="mt-6 grid max-w-[70ch] gap-2 text-13 text-ink-faint">
        <h2 className="text-13 text-ink-soft">How a receipt is verified</h2>
        <p>
          Each line about a contact has a receipt here and on the contact’s page. A line about a whole file
          has none; the receipts of its people show it. Its facts are hashed with SHA-256 and signed with
          Ed25519. Whoever holds it verifies it at <span className="font-mono">/receipts</span>, without an
          account, or with <span className="font-mono">npm run receipt:verify</span>.
        </p>
        <p>
          A line is never edited. Changing a form, a newsletter or an address later changes no wording, date
          or receipt that stands here.
        </p>
      </section>
    </>
  );
}

function NeverEdited() {
  return (
    <ProofChip
      label="Append-only"
      evidence={[
        { label: "Edits", value: "Refused by the database, for every role of the product" },
        { label: "Wording", value: "Stored as shown, with its SHA-256" },
        { label: "Taking back", value: "A line of its own. It never deletes the one it ends" },
        { label: "Law", value: "GDPR Art. 7(1), CASL s.13: the burden of proof is yours" },
      ]}
    >
      Grants and withdrawals are added, never changed.
    </ProofChip>
  );
}
