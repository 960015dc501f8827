import { CircleCheck, CircleSlash } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Address } from "#components/ui/address.tsx";
import { StatusDot } from "#components/ui/badge.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Facts } from "#components/ui/proof-chip.tsx";
import { requestZone } from "#components/ui/request-zone.ts";
import { Time } from "#components/ui/time.tsx";
import { listContactFields } from "#lib/audience/contact-fields/list.ts";
import { contactExtras } from "#lib/audience/contacts/extras.ts";
import type { ContactFile } from "#lib/audience/contacts/get.ts";
import { permissionOf } from "#lib/audience/contacts/permission.ts";
import { dayIn, dayInWords } from "#lib/core/calendar-day.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { fieldWords } from "../contact-columns.tsx";
import { languageName } from "../languages.ts";
import { lawWords } from "../law-words.ts";
import { countryName, fullName, mailWords, sourceWords } from "../words.ts";
import { ContactActions } from "./contact-actions.tsx";
import { LeavingReasons } from "./leaving-reasons.tsx";
import { loadContact } from "./load.ts";
import { NewsletterLines } from "./newsletter-lines.tsx";
import { PermissionTimeline } from "./permission-timeline.tsx";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await loadContact((await params).id)).email };
}

export default async function ContactPage({ params }: Props) {
  const actor = await requireMember();
  const contact = await loadContact((await params).id);
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
        actions={workspaceMember.admits(actor) && <ContactActions contact={contact} />}
      />
      <PermissionSentence contact={contact} />
      {contact.restrictedAt && <RestrictedNotice contact={contact} />}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <Panel
          title="What happened"
          description="Newest first, each with its source. Consents and withdrawals cannot be changed (GDPR Art. 7(1))."
        >
          <PermissionTimeline contact={contact} mayTake={workspaceMember.admits(actor)} />
        </Panel>
        <div className="grid gap-5">
          <LeavingReasons reasons={contact.leavingReasons} />
          <Panel title="Newsletters" flush>
            <NewsletterLines subscriptions={contact.subscriptions} />
          </Panel>
          <Panel title="About">
            <Facts facts={[...facts(contact), ...(await notesOf(contact.id))]} />
          </Panel>
        </div>
      </div>
    </>
  );
}

/** Says that the data may only be stored, and for which request. */
function RestrictedNotice({ contact: { restrictedFor } }: { contact: ContactFile }) {
  return (
    <Notice
      className="mb-5"
      tone="warn"
      title="Their data is restricted (GDPR Art. 18)"
      action={
        restrictedFor && (
          <Link href={`/settings/compliance/requests/${restrictedFor}`} className="link">
            Open their request
          </Link>
        )
      }
    >
      No mail goes to them, and no export holds them but their own.
    </Notice>
  );
}

/** The one sentence a person opens the page for. */
function PermissionSentence({ contact }: { contact: ContactFile }) {
  const zone = requestZone();
  const { may, sentence } = permissionOf(contact, (at) => dayInWords(dayIn(zone, at)));
  const Icon = may ? CircleCheck : CircleSlash;
  return (
    <p className="-mt-2 mb-5 flex max-w-[75ch] gap-2 text-16 wrap-anywhere">
      <Icon
        aria-hidden="true"
        className={may ? "mt-1 flex-none text-accent-ink" : "mt-1 flex-none text-ink-faint"}
      />
      {sentence}
    </p>
  );
}

function facts(contact: ContactFile) {
  const { country, countryWritten, language, createdAt } = contact;
  return [
    ...(countryWritten ? [{ label: "Country", value: `“${countryWritten}”, not understood` }] : []),
    ...(country ? [{ label: "Country", value: countryName(country) }] : []),
    { label: "Judged by", value: lawWords(contact) },
    ...(language ? [{ label: "Language", value: languageName(language) }] : []),
    { label: "Added", value: <Time value={createdAt} as="date" /> },
    { label: "From", value: <Source contact={contact} /> },
  ];
}

/** The tags of a contact and the fields whose value is known. */
async function notesOf(contactId: string) {
  const actor = await requireMember();
  const [extras, fields] = await Promise.all([
    pageQuery(contactExtras, actor, { contactIds: [contactId] }),
    pageQuery(listContactFields, actor, {}),
  ]);
  const { tags = [], values = {} } = extras[contactId] ?? {};
  return [
    ...(tags.length > 0 ? [{ label: "Tags", value: tags.join(", ") }] : []),
    ...fields.flatMap(({ id, name, kind }) => {
      const value = fieldWords(kind, values[id]);
      return value ? [{ label: name, value }] : [];
    }),
  ];
}

/** What the list says of them too: one newsletter that reaches them is enough. */
function mailOf({ subscriptions, suppressions, restrictedAt }: ContactFile): keyof typeof mailWords {
  if (restrictedAt) return "restricted";
  const live = subscriptions.filter(({ archivedAt }) => archivedAt === null);
  if (live.some(({ refusal }) => refusal === null)) return "gets";
  const fromAll = suppressions.find(({ newsletter }) => newsletter === null);
  return fromAll?.reason ?? live[0]?.refusal ?? "none";
}

function Source({ contact: { source, importId, importFile } }: { contact: ContactFile }) {
  if (!importId) return <span className="block first-letter:uppercase">{sourceWords[source]}</span>;
  return (
    <Link href={`/contacts/imports/${importId}`} className="link">
      {importFile || "An imported file"}
    </Link>
  );
}
