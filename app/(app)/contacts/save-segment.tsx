import { BookmarkPlus } from "lucide-react";
import { DialogForm } from "#components/forms/dialog-form.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { address } from "../address.ts";
import { createSegmentAction } from "./actions.ts";
import type { ContactQuery } from "./query.ts";

/** Keeps the filters of the list under a name. */
export function SaveSegment({
  query: { columns: _, sort: __, segment: ___, ...query },
}: {
  query: ContactQuery;
}) {
  return (
    <DialogForm
      action={createSegmentAction}
      label="Save as segment"
      size="small"
      icon={<BookmarkPlus aria-hidden="true" />}
      title="Save these filters as a segment"
      text={<p>The segment stays up to date: contacts who match the filters later are in it too.</p>}
      submit="Save segment"
      submitVariant="primary"
      hidden={{ query: address("", query).slice(1) }}
    >
      <Field name="name" label="Name">
        <Input maxLength={100} autoComplete="off" placeholder="Readers in Italy" />
      </Field>
    </DialogForm>
  );
}
