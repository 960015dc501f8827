"use client";
import clsx from "clsx";
import { ChevronRight } from "lucide-react";
import { use } from "react";
import { Field, fieldId } from "#components/ui/field.tsx";
import { FormContext } from "#components/ui/form-context.ts";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Select } from "#components/ui/select.tsx";
import {
  columnFieldsFor,
  kindOptions,
  kindWords,
  newField,
  ownFieldOptions,
  stopFields,
} from "../column-fields.ts";

/** A field that does not exist yet, for a column of the file. */
export type NewField = { name: string; kind: string };

/** `made` is the field that the column would become, as its header and values suggest. */
export type Column = { index: number; header: string; samples: string[]; made: NewField };

type ColumnLinesProps = {
  columns: Column[];
  /** By column: the field it is, or "". */
  fields: string[];
  ownFields: { id: string; name: string }[];
  made: Record<number, NewField>;
  problem: string | undefined;
  basis: string;
  choose: (at: number, field: string) => void;
  /** `ask` when the rows are to be shown again by it. */
  makeField: (at: number, field: NewField, ask: boolean) => void;
};

/** More columns than this fold away behind the first ones. */
const shown = 12;

/** Each column with what is in it, and what it is. */
export function ColumnLines(props: ColumnLinesProps) {
  const { columns, fields, problem } = props;
  const form = use(FormContext);
  const line = (column: Column) => (
    <ColumnLine
      key={column.index}
      column={column}
      field={fields[column.index] ?? ""}
      made={props.made[column.index] ?? column.made}
      ownFields={props.ownFields}
      basis={props.basis}
      choose={props.choose}
      makeField={props.makeField}
    />
  );
  return (
    <Panel
      title="What each column is"
      description="Columns you leave out are not kept: the file is deleted when the import ends."
      flush
    >
      <div
        id={fieldId(form?.id ?? "columns", "mapping.email")}
        tabIndex={-1}
        className="border-line border-t outline-none"
      >
        {problem && (
          <Notice tone="warn" role="status" className="m-4">
            {problem}
          </Notice>
        )}
        <ul className="divide-y divide-line">{columns.slice(0, shown).map(line)}</ul>
        {columns.length > shown && (
          <details open={fields.slice(shown).some(Boolean)} className="border-line border-t">
            <summary className="flex min-h-row items-center gap-2 px-4 text-ink-soft hover:text-ink">
              <ChevronRight aria-hidden="true" className="turns" />
              {columns.length - shown} more columns
            </summary>
            <ul className="divide-y divide-line border-line border-t">{columns.slice(shown).map(line)}</ul>
          </details>
        )}
      </div>
    </Panel>
  );
}

function ColumnLine({
  column: { index, header, samples },
  field,
  made,
  ownFields,
  basis,
  choose,
  makeField,
}: { column: Column; field: string; made: NewField } & Pick<
  ColumnLinesProps,
  "ownFields" | "basis" | "choose" | "makeField"
>) {
  const name = header || `Column ${index + 1}`;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_15rem] items-center gap-x-6 gap-y-2 px-4 py-2.5 phone:grid-cols-1">
      <div className="min-w-0">
        <p className={clsx("truncate font-medium", !field && "text-ink-soft")}>{name}</p>
        <p className="truncate text-13 text-ink-faint">
          {samples.length > 0 ? samples.join(" · ") : "Empty in the first rows"}
        </p>
      </div>
      <Field name={`c${index}`} label={`${name} is`} quiet>
        <Select
          value={field}
          options={[
            { value: "", label: "Not imported" },
            ...columnFieldsFor(basis).filter(({ value }) => !value.startsWith("stop-")),
            { label: "Your own fields", options: ownFieldOptions(ownFields) },
            { label: "Who must not be mailed", options: [...stopFields] },
          ]}
          onChange={({ target: { value } }) => choose(index, value)}
        />
      </Field>
      {field === newField && <NewFieldLine index={index} name={name} made={made} makeField={makeField} />}
    </li>
  );
}

/** What is made for a column that becomes a new field: its name and what it holds, guessed from the file. */
function NewFieldLine({
  index,
  name,
  made,
  makeField,
}: { index: number; name: string; made: NewField } & Pick<ColumnLinesProps, "makeField">) {
  return (
    <div className="col-span-full grid grid-cols-[minmax(0,1fr)_15rem] items-end gap-x-6 gap-y-2 phone:grid-cols-1">
      <Field name={`n${index}`} label="Name of the new field">
        <Input
          value={made.name}
          maxLength={50}
          autoComplete="off"
          onChange={({ target: { value } }) => makeField(index, { ...made, name: value }, false)}
          onBlur={() => makeField(index, made, true)}
        />
      </Field>
      <Field name={`k${index}`} label="It holds">
        <Select
          value={made.kind}
          options={[...kindOptions]}
          onChange={({ target: { value } }) => makeField(index, { ...made, kind: value }, true)}
        />
      </Field>
      <p className="col-span-full text-13 text-ink-soft">
        The import creates the field “{made.name || name}”, which holds {kindWords[made.kind] ?? "text"}. What
        a field holds cannot be changed later.
      </p>
    </div>
  );
}
