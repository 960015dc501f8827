import { Bookmark, PenLine } from "lucide-react";
import { DialogForm } from "#components/forms/dialog-form.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { ContactFilters } from "#lib/audience/contacts/filters.ts";
import { address } from "../address.ts";
import { updateSegmentAction } from "./actions.ts";
import { type ContactQuery, filtersOf, queryOf, readQuery } from "./query.ts";

type Named = { id: string; name: string };

/** Names the segment that the list was opened from, and saves its new name or the filters as they are now. */
export function SegmentBar({
  segment: { id, name, filters },
  query: { columns: _, sort: __, segment: ___, ...query },
  tags,
  fields,
  mayChange,
}: {
  segment: { id: string; name: string; filters: Partial<ContactFilters> };
  query: ContactQuery;
  tags: Named[];
  fields: Named[];
  mayChange: boolean;
}) {
  const saved = address("", readQuery(queryOf(filters)));
  const changed = saved !== address("", readQuery(queryOf(filtersOf(query))));
  const gone = missing(query, tags, fields);
  return (
    <section
      aria-label="Segment"
      className="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-m border border-line bg-surface px-3 py-2"
    >
      <div className="flex min-w-0 items-start gap-2.5">
        <Bookmark aria-hidden="true" className="mt-0.5 text-accent-ink" />
        <div className="grid min-w-0">
          <h2 className="font-medium wrap-anywhere">Segment: {name}</h2>
          <p className={gone ? "text-13 text-warn-ink" : "text-13 text-ink-soft"}>
            {gone
              ? `It filters by a ${gone} that was deleted, so nobody is in it. Choose another filter, then save the segment.`
              : changed
                ? "The filters below differ from the segment’s. Save it to keep them."
                : "To change who is in it, change the filters below and save the segment."}
          </p>
        </div>
      </div>
      {mayChange && (
        <DialogForm
          action={updateSegmentAction}
          label={changed ? "Save segment…" : "Rename…"}
          size="small"
          variant={changed ? "primary" : "secondary"}
          icon={<PenLine aria-hidden="true" />}
          title={changed ? `Save the segment ${name}` : `Rename the segment ${name}`}
          text={
            changed && (
              <p>
                The filters of the list replace the segment’s. Drafts narrowed to it follow; scheduled
                campaigns keep the filter they were scheduled with.
              </p>
            )
          }
          submit="Save segment"
          submitVariant="primary"
          hidden={{ segmentId: id, query: address("", query).slice(1) }}
        >
          <Field name="name" label="Name">
            <Input maxLength={100} autoComplete="off" defaultValue={name} />
          </Field>
        </DialogForm>
      )}
    </section>
  );
}

const missing = ({ tag, field }: ContactQuery, tags: Named[], fields: Named[]) =>
  tag && !tags.some(({ id }) => id === tag)
    ? "tag"
    : field && !fields.some(({ id }) => id === field)
      ? "field"
      : null;
