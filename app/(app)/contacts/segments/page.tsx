import { Bookmark, PenLine, Trash2 } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatNumber, plural } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";
import { SettingsRow } from "#components/ui/settings-row.tsx";
import { listContactFields } from "#lib/audience/contact-fields/list.ts";
import { listNewsletters } from "#lib/audience/newsletters/list.ts";
import { listSegments } from "#lib/audience/segments/list.ts";
import { listTags } from "#lib/audience/tags/list.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { address } from "../../address.ts";
import { deleteSegmentAction } from "../actions.ts";
import { ContactsHeader } from "../contacts-header.tsx";
import { filterWords } from "../filter-words.ts";
import { queryOf } from "../query.ts";

export const metadata: Metadata = { title: "Segments" };

export default async function SegmentsPage() {
  const actor = await requireMember();
  const [segments, tags, fields, newsletters] = await Promise.all([
    pageQuery(listSegments, actor, {}),
    pageQuery(listTags, actor, {}),
    pageQuery(listContactFields, actor, {}),
    pageQuery(listNewsletters, actor, { limit: 200 }),
  ]);
  const mayChange = workspaceMember.admits(actor);
  return (
    <>
      <ContactsHeader tab="segments" actions={false} />
      <Panel
        flush
        {...(segments.length > 0 && {
          title: "Segments",
          description:
            "A segment is a saved filter of your contacts. Open it to see who is in it now, to rename it or to change its filter. A campaign narrowed to it goes to those people on its newsletter who are also in the segment.",
        })}
      >
        {segments.length === 0 ? (
          <EmptyState
            icon={<Bookmark aria-hidden="true" />}
            title="No segments yet"
            action={<Button href="/contacts">Filter your contacts</Button>}
          >
            A segment is a filter of your contacts under a name, such as everybody in Italy with the tag VIP.
            It is always up to date, and you can narrow a campaign to it.
          </EmptyState>
        ) : (
          segments.map(({ id, name, filters, count, more, missing }) => (
            <SettingsRow
              key={id}
              level={2}
              title={
                <Link
                  href={address("/contacts", { ...queryOf(filters), segment: id })}
                  className="inline-flex min-h-6 items-center hover:underline"
                >
                  {name}
                </Link>
              }
              state={missing ? <Badge tone="warn">Filter broken</Badge> : countWords(count, more)}
              description={
                missing
                  ? `It filters by a ${missing} that was deleted, so nobody is in it. Open it and choose another filter.`
                  : filterWords(filters, { tags, fields, newsletters: newsletters.rows })
              }
              action={
                mayChange && (
                  <>
                    <Button
                      href={address("/campaigns/new", { segment: id, newsletter: filters.newsletterId })}
                      icon={<PenLine aria-hidden="true" />}
                    >
                      Write a campaign to it
                    </Button>
                    <ConfirmButton
                      action={deleteSegmentAction}
                      hidden={{ segmentId: id }}
                      label="Delete"
                      ariaLabel={`Delete ${name}`}
                      icon={<Trash2 aria-hidden="true" />}
                      title={`Delete the segment ${name}?`}
                      confirm="Delete segment"
                    >
                      <p>
                        The filter goes. The contacts in it stay as they are, and so do reports of campaigns
                        that went to it. A segment that a draft or a scheduled campaign uses cannot be
                        deleted.
                      </p>
                    </ConfirmButton>
                  </>
                )
              }
            />
          ))
        )}
      </Panel>
    </>
  );
}

const countWords = (count: number | null, more: boolean) =>
  count === null
    ? "Counted as you page through it"
    : more
      ? `More than ${formatNumber(count - 1)} contacts`
      : plural(count, "contact");
