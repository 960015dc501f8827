import { Newspaper, Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Select } from "#components/ui/select.tsx";
import { attestation } from "#lib/audience/imports/create.ts";
import { getImport } from "#lib/audience/imports/get.ts";
import { listNewsletters } from "#lib/audience/newsletters/list.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { one, type Search } from "../../../address.ts";
import { MayNot } from "../../../may-not.tsx";
import { ConsentFields } from "../../consent-fields.tsx";
import { createImportAction, createSuppressionListAction } from "../actions.ts";
import { stopReasonOptions } from "../column-fields.ts";
import { Steps } from "../steps.tsx";

export const metadata: Metadata = { title: "Import a file" };

export default async function NewImportPage({ searchParams }: { searchParams: Search }) {
  const actor = await requireMember();
  if (!workspaceMember.admits(actor)) {
    return (
      <MayNot
        actor={actor}
        title="Import a file"
        breadcrumb={[
          { label: "Contacts", href: "/contacts" },
          { label: "Imports", href: "/contacts/imports" },
        ]}
        what="import files"
      />
    );
  }
  const given = await searchParams;
  const { rows } = await pageQuery(listNewsletters, actor, { limit: 200 });
  const [first] = rows;
  if (one(given.for) === "suppression" && first) return <NewSuppressionList newsletterId={first.id} />;
  const from = one(given.from);
  const earlier = from ? await pageQuery(getImport, actor, { importId: from }) : undefined;
  const chosen =
    one(given.newsletter) ?? earlier?.newsletterId ?? (rows.length === 1 ? rows[0]?.id : undefined);
  return (
    <>
      <PageHeader
        title="Import a file"
        description="First what the law asks. The answers are kept with every person in the file, as your proof."
        breadcrumb={[
          { label: "Contacts", href: "/contacts" },
          { label: "Imports", href: "/contacts/imports" },
        ]}
      />
      {rows.length === 0 ? (
        <NoNewsletter />
      ) : (
        <>
          <div className="mb-5">
            <Steps current={0} />
          </div>
          <p className="mb-5 max-w-[70ch] text-ink-soft">
            Is it a list of people who unsubscribed, bounced or reported spam?{" "}
            <Link href="/contacts/imports/new?for=suppression" className="link">
              Import a suppression list
            </Link>{" "}
            instead.
          </p>
          <SubmitForm
            creates
            action={createImportAction}
            submit="Continue to the file"
            secondary={
              <Button href="/contacts" variant="ghost">
                Cancel
              </Button>
            }
          >
            <Field
              name="newsletterId"
              label="Newsletter"
              hint="Everybody who comes in is put on it, except people who left it before."
            >
              <Select
                defaultValue={chosen}
                placeholder="Choose one"
                options={rows.map(({ id, name }) => ({ value: id, label: name }))}
              />
            </Field>
            <ConsentFields
              name="consentSource"
              label="Where and when they agreed"
              hint="GDPR Art. 7(1): you must be able to show it. A date or place for each person can also be a column of the file."
              placeholder="Sign-up form on our website since March 2024, confirmed by email."
              basis={earlier?.basis ?? undefined}
              words={earlier?.consentSource ?? undefined}
              bought={earlier?.bought ?? undefined}
              optOutOffered={earlier?.optOutOffered}
            />
            <Checkbox
              name="attested"
              label={attestation}
              hint="Recorded with your name and the time, in these words."
            />
          </SubmitForm>
        </>
      )}
    </>
  );
}

/** A list of people who must not be mailed asks for no consent, because nobody in it comes in. */
function NewSuppressionList({ newsletterId }: { newsletterId: string }) {
  return (
    <>
      <PageHeader
        title="Import a suppression list"
        description="Everybody in the file is suppressed from every newsletter. Nobody in it can be subscribed by it."
        breadcrumb={[
          { label: "Contacts", href: "/contacts" },
          { label: "Imports", href: "/contacts/imports" },
        ]}
      />
      <SubmitForm
        action={createSuppressionListAction}
        hidden={{ newsletterId }}
        submit="Continue to the file"
        secondary={
          <Button href="/settings/compliance/suppressions" variant="ghost">
            Cancel
          </Button>
        }
      >
        <Field
          name="reason"
          label="Why they get no mail"
          hint="For rows that name no reason of their own. Lists from Mailchimp, SendGrid, Postmark, Amazon SES, HubSpot, Brevo and listmonk name theirs."
        >
          <Select defaultValue="unsubscribed" options={[...stopReasonOptions]} />
        </Field>
      </SubmitForm>
    </>
  );
}

function NoNewsletter() {
  return (
    <Panel flush>
      <EmptyState
        icon={<Newspaper aria-hidden="true" />}
        title="First a newsletter"
        action={
          <Button href="/newsletters/new" variant="primary" icon={<Plus aria-hidden="true" />}>
            New newsletter
          </Button>
        }
      >
        People agree to something: a weekly letter, news about a product. Name it, then bring the people who
        said yes to it.
      </EmptyState>
    </Panel>
  );
}
