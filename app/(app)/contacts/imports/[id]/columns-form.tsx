"use client";
import clsx from "clsx";
import { ChevronRight } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, use, useState, useTransition } from "react";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field, fieldId } from "#components/ui/field.tsx";
import { FormContext } from "#components/ui/form-context.ts";
import { Notice } from "#components/ui/notice.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Select } from "#components/ui/select.tsx";
import { columnFields, delimiterOptions } from "../column-fields.ts";

type Column = { index: number; header: string; samples: string[] };

type ColumnsFormProps = {
  here: string;
  encoding: string;
  notes: string[];
  /** What keeps the import from starting as chosen. */
  problem: string | undefined;
  delimiter: string;
  header: "yes" | "no";
  columns: Column[];
  /** By column: the field it is, or "". */
  fields: string[];
  mayStart: boolean;
  preview: ReactNode;
};

/** More columns than this fold away behind the first ones. */
const shown = 12;

/**
 * What each column is, beside what is in it. Every choice is asked of the server, which shows the rows again as they would come in;
 * without scripts a button asks.
 */
export function ColumnsForm(props: ColumnsFormProps) {
  const { here, encoding, notes, problem, columns, mayStart, preview } = props;
  const form = use(FormContext);
  const router = useRouter();
  const [looking, startLooking] = useTransition();
  const typed = (name: string, otherwise: string) => form?.values?.[name] ?? otherwise;
  const [delimiter, setDelimiter] = useState(() => typed("delimiter", props.delimiter));
  const [header, setHeader] = useState(() => typed("header", props.header));
  const [fields, setFields] = useState(() => props.fields.map((field, at) => typed(`c${at}`, field)));

  // The server's answer is the truth: another delimiter makes other columns.
  const answered = [props.delimiter, props.header, ...props.fields].join(" ");
  const [known, setKnown] = useState(answered);
  if (known !== answered) {
    setKnown(answered);
    setDelimiter(props.delimiter);
    setHeader(props.header);
    setFields(props.fields);
  }

  const look = (choices: { delimiter: string; header: string; fields: string[] | null }) => {
    const search = new URLSearchParams({ delimiter: choices.delimiter, header: choices.header });
    if (choices.fields) {
      search.set("cut", props.delimiter);
      choices.fields.forEach((field, at) => {
        if (field) search.set(`c${at}`, field);
      });
    }
    startLooking(() => router.replace(`${here}?${search}`, { scroll: false }));
  };
  const choose = (at: number, field: string) => {
    // A field has one column: the one it is given last.
    const next = fields.map((other, index) => (index === at ? field : other === field ? "" : other));
    setFields(next);
    look({ delimiter, header, fields: next });
  };

  const line = (column: Column) => (
    <ColumnLine
      key={column.index}
      column={column}
      field={fields[column.index] ?? ""}
      choose={(field) => choose(column.index, field)}
    />
  );
  return (
    <>
      <Panel
        title="How the file is read"
        description={`Its text is ${encoding}. Change this only when the rows below look wrong.`}
      >
        <div className="grid gap-4">
          <div className="grid max-w-160 grid-cols-2 gap-4 phone:grid-cols-1">
            <Field name="delimiter" label="Columns are separated by">
              <Select
                value={delimiter}
                options={delimiterOptions}
                onChange={({ target: { value } }) => {
                  setDelimiter(value);
                  look({ delimiter: value, header, fields: null });
                }}
              />
            </Field>
            <Field name="header" label="The first row holds">
              <Select
                value={header}
                options={[
                  { value: "yes", label: "The names of the columns" },
                  { value: "no", label: "Already a person" },
                ]}
                onChange={({ target: { value } }) => {
                  setHeader(value);
                  look({ delimiter, header: value, fields });
                }}
              />
            </Field>
          </div>
          {notes.map((note) => (
            <Notice key={note}>{note}</Notice>
          ))}
        </div>
      </Panel>
      <Panel
        title="What each column is"
        description="Columns that are not imported are not read, and not kept."
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
      <div aria-busy={looking} className={clsx("min-w-0 transition-opacity", looking && "opacity-60")}>
        {preview}
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {mayStart && <SubmitButton>Start import</SubmitButton>}
        <Button type="submit" formMethod="get" formAction={here} className="scripted:hidden">
          Show the rows again
        </Button>
      </div>
    </>
  );
}

function ColumnLine({
  column: { index, header, samples },
  field,
  choose,
}: {
  column: Column;
  field: string;
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
        options={[{ value: "", label: "Not imported" }, ...columnFields]}
        onChange={({ target: { value } }) => choose(value)}
      />
    </li>
  );
}
