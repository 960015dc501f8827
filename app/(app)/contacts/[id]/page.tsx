import { MailX, Trash2 } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { cache } from "react";
import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { Address } from "#components/ui/address.tsx";
import { StatusDot } from "#components/ui/badge.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Facts } from "#components/ui/proof-chip.tsx";
import { SettingsRow } from "#components/ui/settings-row.tsx";
import { Time } from "#components/ui/time.tsx";
import { getContact } from "#lib/audience/contacts/get.ts";
import { skipReasons } from "#lib/audience/suppressions/reasons.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { address } from "../../address.ts";
import { deleteContactAction } from "../actions.ts";
import { countryName, fullName, mailWords, sourceWords } from "../words.ts";
import { ConsentTimeline } from "./consent-timeline.tsx";
import { MessageTable } from "./message-table.tsx";
import { NewsletterLines } from "./newsletter-lines.tsx";

type Props = { params: Promise<{ id: string }> };
type Contact = Awaited<ReturnType<typeof getContact>>;

const load = cache(async (contactId: string) => pageQuery(getContact, await requireMember(), { contactId }));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await load((await params).id)).email };
}

export default async function ContactPage({ params }: Props) {
  const actor = await requireMember();
  const contact = await load((await params).id);
  const name = fullName(contact);
  const state = mailWords[mailOf(contact)];
  return (
    <>
      <PageHeader
        title={name || <Address email={contact.email} />}
        mark={<StatusDot tone={state.tone}>{state.words}</StatusDot>}
        description={
          name && (
            <span className="font-mono text-13 wrap-anywhere">
              <Address email={contact.email} />
            </span>
          )
        }
        breadcrumb={[{ label: "Contacts", href: "/contacts" }]}
      />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid gap-5">
          <Suppressions contact={contact} />
          <Panel
            title="Consent"
            description="Every time they agreed or took it back, as it was recorded. Nobody can change these lines (GDPR Art. 7(1))."
          >
            <ConsentTimeline consents={contact.consents} />
          </Panel>
          <Panel title="Messages" flush>
            <MessageTable messages={contact.messages} />
          </Panel>
        </div>
        <div className="grid gap-5">
          <Panel title="About">
            <Facts
              facts={[
                ...(contact.countryWritten
                  ? [{ label: "Country", value: `“${contact.countryWritten}”, not understood` }]
                  : []),
                ...(contact.country ? [{ label: "Country", value: countryName(contact.country) }] : []),
                { label: "Added", value: <Time value={contact.createdAt} as="date" /> },
                { label: "From", value: <Source contact={contact} /> },
              ]}
            />
          </Panel>
          <Panel title="Newsletters" flush>
            <NewsletterLines subscriptions={contact.subscriptions} />
          </Panel>
        </div>
        {workspaceMember.admits(actor) && (
          <Panel flush className="lg:col-span-2">
            <SettingsRow
              title="Delete this contact"
              description="For a contact who does not belong here. To stop mail, an unsubscribe or a suppression is enough."
              action={<DeleteButton contact={contact} />}
            />
          </Panel>
        )}
      </div>
    </>
  );
}

/** What the list says of them too: one newsletter that reaches them is enough. */
function mailOf({ subscriptions, suppressions }: Contact): keyof typeof mailWords {
  const live = subscriptions.filter(({ archivedAt }) => archivedAt === null);
  if (live.some(({ refusal }) => refusal === null)) return "gets";
  const fromAll = suppressions.find(({ newsletter }) => newsletter === null);
  return fromAll?.reason ?? live[0]?.refusal ?? "none";
}

function Source({ contact: { source, importId, importFile } }: { contact: Contact }) {
  if (!importId) return <span className="block first-letter:uppercase">{sourceWords[source]}</span>;
  return (
    <Link href={`/contacts/imports/${importId}`} className="link">
      {importFile || "An imported file"}
    </Link>
  );
}

function Suppressions({ contact: { suppressions, email } }: { contact: Contact }) {
  return suppressions.map(({ id, reason, source, newsletter, createdAt }) => (
    <Notice
      key={id}
      tone={reason === "complained" || reason === "bounced" ? "warn" : "neutral"}
      title={newsletter ? `Gets no mail from ${newsletter}` : "Gets no mail at all"}
      action={
        <Link
          href={address("/settings/compliance/suppressions", { search: email })}
          className="link inline-flex items-center gap-1.5"
        >
          <MailX aria-hidden="true" />
          See the suppression
        </Link>
      }
    >
      {skipReasons[reason]} Recorded <Time value={createdAt} />
      {source !== "manual" && <>, from {sourceWords[source]}</>}.
    </Notice>
  ));
}

function DeleteButton({ contact: { id, email, suppressions } }: { contact: Contact }) {
  return (
    <ConfirmButton
      action={deleteContactAction}
      hidden={{ contactId: id }}
      label="Delete"
      icon={<Trash2 aria-hidden="true" />}
      title={
        <>
          Delete <span className="wrap-anywhere">{email}</span>?
        </>
      }
      confirm="Delete contact"
    >
      <p>
        <strong className="font-medium text-ink">Goes:</strong> their name, country and place on every
        newsletter. Messages still waiting for them are not sent.
      </p>
      <p>
        <strong className="font-medium text-ink">Stays:</strong> the record of what they agreed to and what
        was sent, as your proof
        {suppressions.length > 0
          ? "; and the suppression, so that no import brings mail to them again."
          : ". Nothing keeps the address from being added again: suppress it if they want no mail."}
      </p>
      <p>This cannot be undone.</p>
    </ConfirmButton>
  );
}
