"use client";
import { Field } from "#components/ui/field.tsx";
import { formatNumber, plural } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";
import { Select } from "#components/ui/select.tsx";
import { meaningOptions } from "../column-fields.ts";

export type ShownValue = {
  column: number;
  key: string;
  value: string;
  count: number;
  standing: string;
  /** True where the member's word counts. */
  asked: boolean;
  header: string;
};

type StandingValuesProps = {
  values: ShownValue[];
  /** By name of the field: what the member chose. */
  chosen: Record<string, string>;
  choose: (name: string, meaning: string) => void;
};

/** Name of the field with the answer for a value, as lib/audience/imports/start.ts names its error. */
const meaningName = ({ column, key }: Pick<ShownValue, "column" | "key">) => `meaning.${column}.${key}`;

/** Each value of the columns that say who gets mail, with its count: the known ones as they are understood, the others asked about. */
export function StandingValues({ values, chosen, choose }: StandingValuesProps) {
  if (values.length === 0) return null;
  const open = values.filter((value) => value.standing === "unknown").length;
  return (
    <Panel
      title="Who gets mail"
      description={
        open > 0
          ? `Say what ${plural(open, "value")} means. Without an answer nobody is put on the newsletter.`
          : "As the file says. People who unsubscribed, bounced or reported spam are suppressed, never subscribed."
      }
      flush
    >
      <ul className="divide-y divide-line border-line border-t">
        {values.map((value) => (
          <li
            key={meaningName(value)}
            className="grid grid-cols-[minmax(0,1fr)_15rem] items-center gap-x-6 gap-y-2 px-4 py-2.5 phone:grid-cols-1"
          >
            <div className="min-w-0">
              <p className="truncate font-medium">{value.value || "(empty)"}</p>
              <p className="truncate text-13 text-ink-faint">
                {value.header} · {formatNumber(value.count)} {value.count === 1 ? "row" : "rows"}
              </p>
            </div>
            {value.asked ? (
              <Field
                name={meaningName(value)}
                label={`“${value.value || "(empty)"}” in ${value.header} means`}
                quiet
              >
                <Select
                  value={chosen[meaningName(value)] ?? (value.standing === "unknown" ? "" : value.standing)}
                  options={[{ value: "", label: "Choose one" }, ...meaningOptions]}
                  onChange={({ target }) => choose(meaningName(value), target.value)}
                />
              </Field>
            ) : (
              <p className="text-ink-soft">
                {meaningOptions.find((option) => option.value === value.standing)?.label ?? value.standing}
              </p>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
