import { Undo2 } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { Address } from "#components/ui/address.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Facts } from "#components/ui/proof-chip.tsx";
import { SettingsRow } from "#components/ui/settings-row.tsx";
import { Day, Time } from "#components/ui/time.tsx";
import { Timeline, type TimelineEntry } from "#components/ui/timeline.tsx";
import { getSuppression } from "#lib/audience/suppressions/get.ts";
import { stoppedOn } from "#lib/audience/suppressions/stopped-on.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { liftSuppressionAction } from "../../actions.ts";
import { reasonMeanings, reasonNames, reasonStops, sourceNames } from "../../words.ts";

export const metadata: Metadata = { title: "Suppression" };

export default async function SuppressionPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireMember();
  const suppression = await pageQuery(getSuppression, actor, { suppressionId: (await params).id });
  const {
    id,
    email,
    reason,
    source,
    note,
    newsletter,
    campaign,
    contact,
    createdAt,
    liftedAt,
    since,
    importId,
    addedBy,
    history,
  } = suppression;
  const ownWish = reason === "unsubscribed" || reason === "complained";
  const facts = [
    { label: "Reason", value: `${reasonNames[reason]}. ${reasonMeanings[reason]}` },
    { label: "Gets no mail from", value: newsletter ? newsletter.name : "Everything you send" },
    { label: "Source", value: sourceNames[source] },
    ...(campaign
      ? [
          {
            label: "Campaign",
            value: (
              <Link href={`/campaigns/${campaign.id}`} className="link">
                {campaign.name}
              </Link>
            ),
          },
        ]
      : []),
    ...(since
      ? [
          { label: "Since", value: <Day value={since} /> },
          { label: "Recorded", value: <Time value={createdAt} as="exact" /> },
        ]
      : stoppedOn(suppression).at
        ? [{ label: "Since", value: <Time value={createdAt} as="exact" /> }]
        : [
            { label: "Since", value: "The file names no day" },
            { label: "Recorded", value: <Time value={createdAt} as="exact" /> },
          ]),
    { label: "Kinds of mail", value: reasonStops[reason] },
    ...(addedBy ? [{ label: "Added by", value: addedBy }] : []),
    ...(importId
      ? [
          {
            label: "Import",
            value: (
              <Link href={`/contacts/imports/${importId}`} className="link">
                See the import
              </Link>
            ),
          },
        ]
      : []),
    ...(contact
      ? [
          {
            label: "Contact",
            value: (
              <Link href={`/contacts/${contact.id}`} className="link">
                See their consents
              </Link>
            ),
          },
        ]
      : []),
    ...(note
      ? [
          {
            label: source === "smtp_reply" ? "What the server said" : "Note",
            value: note,
            mono: source === "smtp_reply",
          },
        ]
      : []),
  ];
  return (
    <>
      <PageHeader
        title={email ? <Address email={email} /> : "Erased address"}
        mark={liftedAt ? <Badge>Lifted</Badge> : <Badge tone="warn">Suppressed</Badge>}
        description={
          email
            ? undefined
            : "The contact was erased. Only the keyed hash of the address stays, to keep this promise."
        }
        breadcrumb={[
          { label: "Compliance", href: "/settings/compliance" },
          { label: "Suppressions", href: "/settings/compliance/suppressions" },
        ]}
      />
      <div className="grid gap-5">
        {liftedAt && (
          <Notice title="This suppression is lifted">
            Since <Time value={liftedAt} as="exact" />. Note: {suppression.liftedNote}
          </Notice>
        )}
        <Panel title="Evidence">
          <Facts facts={facts} />
        </Panel>
        {history.length > 1 && (
          <Panel
            title="History of this address"
            description="Everything that ever stopped mail to it, newest first."
          >
            <Timeline entries={history.map(historyEntry)} />
          </Panel>
        )}
        {!liftedAt && (
          <Panel flush>
            {ownWish ? (
              <SettingsRow
                level={2}
                title="Nobody here can lift it"
                description={
                  reason === "complained"
                    ? "A spam report is never lifted. Mailbox providers count the next one against all your mail."
                    : "They asked for no more mail, and only they lift that: resubscribe them on their page, and their own confirmation brings them back."
                }
                action={
                  contact && reason === "unsubscribed" ? (
                    <Button href={`/contacts/${contact.id}/resubscribe`} icon={<Undo2 aria-hidden="true" />}>
                      Resubscribe…
                    </Button>
                  ) : undefined
                }
              />
            ) : (
              workspaceAdmin.admits(actor) && (
                <SettingsRow
                  level={2}
                  title="Lift this suppression"
                  description="When it was put here by mistake, or the mailbox works again."
                  action={
                    <ConfirmButton
                      action={liftSuppressionAction}
                      hidden={{ suppressionId: id }}
                      label="Lift"
                      icon={<Undo2 aria-hidden="true" />}
                      title="Lift this suppression?"
                      confirm="Lift suppression"
                      fields={
                        <Field name="note" label="Why" hint="Recorded with your name in the audit log.">
                          <Input maxLength={500} autoComplete="off" />
                        </Field>
                      }
                    >
                      <p>Campaigns may reach this address again. The record of this suppression stays.</p>
                    </ConfirmButton>
                  }
                />
              )
            )}
          </Panel>
        )}
      </div>
    </>
  );
}

type Past = Awaited<ReturnType<typeof getSuppression>>["history"][number];

function historyEntry({
  id,
  reason,
  source,
  newsletter,
  note,
  createdAt,
  since,
  liftedAt,
  liftedBy,
  liftedNote,
}: Past): TimelineEntry {
  return {
    id,
    at: stoppedOn({ since, createdAt, source }).at ?? undefined,
    what: (
      <>
        <span className="font-medium text-ink">
          {reasonNames[reason]}
          {since && (
            <>
              {" "}
              on <Day value={since} />
            </>
          )}
        </span>
        : {newsletter ?? "everything"}
      </>
    ),
    detail: (
      <div className="grid gap-1">
        <p>
          {sourceNames[source]}, recorded <Time value={createdAt} as="date" />
          {note && `. ${note}`}
        </p>
        {liftedAt && (
          <p>
            Lifted <Time value={liftedAt} as="date" />
            {liftedBy && ` by ${liftedBy}`}: {liftedNote}
          </p>
        )}
      </div>
    ),
  };
}
