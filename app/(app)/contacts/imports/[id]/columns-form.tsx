"use client";
import clsx from "clsx";
import { useRouter } from "next/navigation";
import { type ReactNode, use, useState, useTransition } from "react";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormContext } from "#components/ui/form-context.ts";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Select } from "#components/ui/select.tsx";
import {
  dayLabels,
  delimiterOptions,
  encodingOptions,
  formatOptions,
  newField,
  stopReasonOptions,
} from "../column-fields.ts";
import { type Column, ColumnLines, type NewField } from "./column-lines.tsx";
import { type ShownValue, StandingValues } from "./standing-values.tsx";

type ColumnsFormProps = {
  here: string;
  format: "csv" | "ndjson" | "list";
  encoding: string;
  notes: string[];
  /** What keeps the import from starting as chosen. */
  problem: string | undefined;
  delimiter: string;
  header: "yes" | "no";
  /** None where each line names its values itself. */
  columns: Column[];
  /** By column: the field it is, or "". */
  fields: string[];
  /** Fields of the workspace's own. */
  ownFields: { id: string; name: string }[];
  /** Whether the file's values take the place of those that a contact has. */
  replaces: boolean;
  basis: string;
  /** How the column of dates is read; null without such a column. `asked` when the file does not tell. */
  dates: { chosen: string; asked: boolean; example: string | null; day: boolean } | null;
  /** Day for everybody, as "2026-03-02" or "". */
  givenOn: string;
  mayStart: boolean;
  /** True for an Excel workbook, whose text and columns need no choice. */
  workbook: boolean;
  /** Values of the columns that say who gets mail. */
  values: ShownValue[];
  /** Reason to suppress everybody in the file for; null where its people come in. */
  suppress: string | null;
  /** Why columns that say who must not be mailed are not read, to be confirmed; null where none is left out. */
  ignored: string | null;
  /** What the whole columns tell before the import. */
  found: ReactNode;
  preview: ReactNode;
};

/**
 * What each column is, beside what is in it. Every choice is asked of the server, which shows the rows again as they would come in;
 * without scripts a button asks.
 */
export function ColumnsForm(props: ColumnsFormProps) {
  const { here, format, encoding, notes, problem, columns, basis, mayStart, found, preview } = props;
  const form = use(FormContext);
  const router = useRouter();
  const [looking, startLooking] = useTransition();
  const typed = (name: string, otherwise: string) => form?.values?.[name] ?? otherwise;
  const [delimiter, setDelimiter] = useState(() => typed("delimiter", props.delimiter));
  const [header, setHeader] = useState(() => typed("header", props.header));
  const [fields, setFields] = useState(() => props.fields.map((field, at) => typed(`c${at}`, field)));

  const [dates, setDates] = useState(() => typed("dates", props.dates?.chosen ?? ""));
  const [meanings, setMeanings] = useState<Record<string, string>>(() =>
    Object.fromEntries(Object.entries(form?.values ?? {}).filter(([name]) => name.startsWith("meaning."))),
  );
  const [made, setMade] = useState<Record<number, NewField>>(() =>
    Object.fromEntries(
      props.columns.map(({ index, made: { name, kind } }) => [
        index,
        { name: typed(`n${index}`, name), kind: typed(`k${index}`, kind) },
      ]),
    ),
  );
  const [replaces, setReplaces] = useState(() => props.replaces || form?.values?.replaces === "on");
  const [givenOn, setGivenOn] = useState(() => typed("givenOn", props.givenOn));

  // The server's answer is the truth: another delimiter makes other columns.
  const answered = [props.delimiter, props.header, props.dates?.chosen ?? "", ...props.fields].join(" ");
  const [known, setKnown] = useState(answered);
  if (known !== answered) {
    setKnown(answered);
    setDelimiter(props.delimiter);
    setHeader(props.header);
    setFields(props.fields);
    setDates(props.dates?.chosen ?? "");
  }

  const ask = (search: URLSearchParams) =>
    startLooking(() => router.replace(`${here}?${search}`, { scroll: false }));
  const look = (choices: {
    delimiter: string;
    header: string;
    fields: string[] | null;
    made?: Record<number, NewField>;
    dates?: string;
    meanings?: Record<string, string>;
  }) => {
    const { delimiter, header } = choices;
    const search = new URLSearchParams({ format, encoding, delimiter, header });
    if (choices.fields) {
      search.set("cut", props.delimiter);
      choices.fields.forEach((field, at) => {
        if (field) search.set(`c${at}`, field);
        if (field !== newField) return;
        const { name = "", kind = "text" } = (choices.made ?? made)[at] ?? {};
        search.set(`n${at}`, name);
        search.set(`k${at}`, kind);
      });
      if (replaces) search.set("replaces", "on");
    }
    if (choices.fields)
      for (const [name, means] of Object.entries(choices.meanings ?? meanings))
        if (means) search.set(name, means);
    const order = choices.dates ?? dates;
    if (order && choices.fields) search.set("dates", order);
    if (givenOn) search.set("givenOn", givenOn);
    ask(search);
  };
  const choose = (at: number, field: string) => {
    // A field has one column: the one it is given last. Several columns may say who must not be mailed.
    const single = !field.startsWith("stop-") && field !== newField;
    const next = fields.map((other, index) =>
      index === at ? field : single && other === field ? "" : other,
    );
    setFields(next);
    look({ delimiter, header, fields: next });
  };

  const makeField = (at: number, field: NewField, ask: boolean) => {
    const next = { ...made, [at]: field };
    setMade(next);
    if (ask) look({ delimiter, header, fields, made: next });
  };

  const explain = (name: string, means: string) => {
    const next = { ...meanings, [name]: means };
    setMeanings(next);
    look({ delimiter, header, fields, meanings: next });
  };

  return (
    <>
      <Panel
        title="How the file is read"
        description="Told from the file itself. Change it only when the rows below look wrong."
      >
        <div className="grid gap-4">
          <div className="grid max-w-160 grid-cols-2 gap-4 phone:grid-cols-1">
            {props.workbook && <input type="hidden" name="format" value={format} />}
            {!props.workbook && (
              <>
                <Field name="format" label="The file is">
                  <Select
                    key={format}
                    defaultValue={format}
                    options={formatOptions}
                    onChange={({ target: { value } }) =>
                      ask(new URLSearchParams({ format: value, encoding }))
                    }
                  />
                </Field>
                <Field name="encoding" label="Its text is">
                  <Select
                    key={encoding}
                    defaultValue={encoding}
                    options={[...encodingOptions]}
                    onChange={({ target: { value } }) =>
                      ask(new URLSearchParams({ format, encoding: value }))
                    }
                  />
                </Field>
              </>
            )}
            {format === "csv" && (
              <>
                {props.workbook ? (
                  <input type="hidden" name="delimiter" value={delimiter} />
                ) : (
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
                )}
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
              </>
            )}
          </div>
          {notes.map((note) => (
            <Notice key={note}>{note}</Notice>
          ))}
        </div>
      </Panel>
      {format === "csv" ? (
        <ColumnLines
          columns={columns}
          fields={fields}
          ownFields={props.ownFields}
          made={made}
          problem={problem}
          basis={basis}
          choose={choose}
          makeField={makeField}
        />
      ) : (
        <Notice tone={problem ? "warn" : "neutral"} role={problem ? "status" : undefined}>
          {problem ??
            (format === "list"
              ? "The file holds addresses and no columns. Each address is one person, whatever separates it from the next."
              : "Each line says by name what it holds: email, first_name, last_name, name, country, consented_at, consent_source, consent_ip, confirmed_at, confirm_ip, tags, status, unsubscribed_at, bounced and their like. Other names are not read.")}
        </Notice>
      )}
      {props.suppress === null &&
        fields.some((field) => field === newField || field.startsWith("field-")) && (
          <Checkbox
            name="replaces"
            label="Replace what contacts already have in these fields"
            hint="Without it, the file only fills fields that are empty. Tags are always added, never taken off."
            checked={replaces}
            onChange={({ target: { checked } }) => setReplaces(checked)}
          />
        )}
      {props.suppress === null && <StandingValues values={props.values} chosen={meanings} choose={explain} />}
      {props.ignored && props.suppress === null && (
        <Notice tone="warn" role="status" title="A column that says who must not be mailed is not read">
          <p>{props.ignored}</p>
          <Checkbox name="ignoresStops" label="It says something else. Import without it." className="mt-2" />
        </Notice>
      )}
      {props.suppress !== null && (
        <Field
          name="stopReason"
          label="Why they get no mail"
          hint="For rows that name no reason of their own. Every newsletter is stopped for them, and mail already queued too."
          className="max-w-80"
        >
          <Select defaultValue={props.suppress} options={[...stopReasonOptions]} />
        </Field>
      )}
      {props.suppress === null && props.dates && (
        <Field
          name="dates"
          label="How the dates are written"
          hint={
            props.dates.asked && props.dates.example
              ? `“${props.dates.example}” could be two days, and the file does not tell which.`
              : "Told from the whole column. Dates with the year first or a month’s name need no choice."
          }
          className="max-w-160"
        >
          <Select
            value={dates}
            required={props.dates.asked}
            options={[
              { value: "", label: props.dates.asked ? "Choose one" : "As each date tells" },
              { value: "dmy", label: "Day first: 02/03/2026 is 2 March" },
              { value: "mdy", label: "Month first: 02/03/2026 is 3 February" },
              { value: "1904", label: "Numbers count days since 1904 (old Excel for Mac)" },
            ]}
            onChange={({ target: { value } }) => {
              setDates(value);
              look({ delimiter, header, fields, dates: value });
            }}
          />
        </Field>
      )}
      {props.suppress === null && !props.dates?.day && (
        <Field
          name="givenOn"
          label={dayLabels[basis]?.forAll ?? "Date they all agreed"}
          optional={!basis.startsWith("implied")}
          hint={
            basis.startsWith("implied")
              ? "Implied consent counts from it (CASL s.10(10)). Choose its column above, or enter one date for everybody in the file."
              : "If the file has no column with the date: the day everybody in it agreed."
          }
          className="max-w-60"
        >
          <Input type="date" value={givenOn} onChange={({ target: { value } }) => setGivenOn(value)} />
        </Field>
      )}
      {found}
      <div aria-busy={looking} className={clsx("min-w-0 transition-opacity", looking && "opacity-60")}>
        {preview}
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {mayStart && (
          <SubmitButton>{props.suppress === null ? "Start import" : "Suppress everybody in it"}</SubmitButton>
        )}
        <Button type="submit" formMethod="get" formAction={here} className="scripted:hidden">
          Show the rows again
        </Button>
      </div>
    </>
  );
}
