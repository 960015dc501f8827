"use client";
import clsx from "clsx";
import { ChevronRight } from "lucide-react";
import { use } from "react";
import { fieldId } from "#components/ui/field.tsx";
import { FormContext } from "#components/ui/form-context.ts";
import { Notice } from "#components/ui/notice.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Select } from "#components/ui/select.tsx";
import { columnFieldsFor, stopFields } from "../column-fields.ts";

export type Column = { index: number; header: string; samples: string[] };

type ColumnLinesProps = {
  columns: Column[];
  /** By column: the field it is, or "". */
  fields: string[];
  problem: string | undefined;
  basis: string;
  choose: (at: number, field: string) => void;
};

/** More columns than this fold away behind the first ones. */
const shown = 12;

/** Each column with what is in it, and what it is. */
export function ColumnLines({ columns, fields, problem, basis, choose }: ColumnLinesProps) {
  const form = use(FormContext);
  const line = (column: Column) => (
    <ColumnLine
      key={column.index}
      column={column}
      field={fields[column.index] ?? ""}
      basis={basis}
      choose={(field) => choose(column.index, field)}
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
  basis,
  choose,
}: {
  column: Column;
  field: string;
  basis: string;
  choose: (field: string) => void;
}) {
  const name = header || `Column ${index + 1}`;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_15rem] items-center gap-x-6 gap-y-2 px-4 py-2.5 phone:grid-cols-1">
      <div className="min-w-0">
        <p className={clsx("truncate font-medium", !field && "text-ink-soft")}>{name}</p>
        <p className="truncate text-13 text-ink-faint">
          {samples.length > 0 ? samples.join(" · ") : "Empty in the first rows"}
        </p>
      </div>
      <Select
        name={`c${index}`}
        aria-label={`${name} is`}
        value={field}
        options={[
          { value: "", label: "Not imported" },
          ...columnFieldsFor(basis).filter(({ value }) => !value.startsWith("stop-")),
          { label: "Who must not be mailed", options: [...stopFields] },
        ]}
        onChange={({ target: { value } }) => choose(value)}
      />
    </li>
  );
}
