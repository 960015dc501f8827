import clsx from "clsx";
import { ChevronRight, Search, X } from "lucide-react";
import Form from "next/form";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { actionNamed, eventName, eventsByGroup } from "#lib/audit/log/words.ts";
import type { Group } from "#lib/core/audit/groups.ts";
import { type Given, here } from "./list-address.ts";

type FiltersProps = {
  given: Given;
  errors: Partial<Record<keyof Given, string>>;
  /** Whom one may filter by; null: only oneself is seen here. */
  people: { id: string; name: string; left: boolean }[] | null;
};

/** A plain GET form: what is chosen is in the address, and can be sent to somebody as a link. */
export function Filters({ given, errors, people }: FiltersProps) {
  const filtered = Object.values(given).some(Boolean);
  const more = Boolean(given.address || given.to || given.technical || errors.address || errors.to);
  return (
    <Form action={here} role="search" aria-label="Filter the log" className="log-filters">
      <Field name="q" label="Search" error={errors.q} optional quiet className="log-filter-search">
        <span className="relative block">
          <Search
            aria-hidden="true"
            className="pointer-events-none absolute inset-s-2.5 inset-y-0 my-auto text-ink-faint"
          />
          <Input
            type="search"
            key={given.q}
            defaultValue={given.q}
            placeholder="Event, name, address or id"
            autoComplete="off"
            maxLength={300}
            className="ps-9"
          />
        </span>
      </Field>
      <Field name="type" label="Event" error={errors.type} quiet>
        <Select
          required={false}
          defaultValue={chosen(given.type)}
          options={eventOptions(given.type, people === null)}
        />
      </Field>
      {people && (
        <Field name="person" label="Person" error={errors.person} quiet>
          <Select
            required={false}
            defaultValue={given.person ?? ""}
            options={[{ value: "", label: "Everybody" }, ...people.map(personOption)]}
          />
        </Field>
      )}
      <Field name="result" label="Result" error={errors.result} quiet>
        <Select required={false} defaultValue={given.result ?? ""} options={resultOptions} />
      </Field>
      <Field name="from" label="From day" error={errors.from} quiet>
        <Input required={false} type="date" key={given.from} defaultValue={given.from} title="From day" />
      </Field>
      <Button type="submit">Filter</Button>
      {filtered && (
        <Button href={here} variant="ghost" icon={<X aria-hidden="true" />}>
          Clear
        </Button>
      )}
      <details className="log-fold log-filters-more" open={more}>
        <summary>
          <ChevronRight aria-hidden="true" className="turns" />
          More filters
        </summary>
        <div className="log-filters">
          <Named name="to" label="To day" error={errors.to}>
            <Input required={false} type="date" key={given.to} defaultValue={given.to} />
          </Named>
          <Named name="address" label="Address" error={errors.address} className="log-filter-search">
            <Input
              required={false}
              key={given.address}
              defaultValue={given.address}
              placeholder="IP address, range or email"
              autoComplete="off"
              spellCheck={false}
              maxLength={300}
            />
          </Named>
          <Checkbox
            name="technical"
            value="1"
            key={given.technical}
            defaultChecked={given.technical === "1"}
            label="Show technical entries"
            hint="Steps that the server takes by itself, such as using a secret to check a code."
          />
        </div>
      </details>
    </Form>
  );
}

type NamedProps = Parameters<typeof Field>[0];

/** A field whose label is small: there are many, and they explain themselves once something is chosen. */
function Named({ label, className, ...rest }: NamedProps) {
  return (
    <Field
      {...rest}
      className={clsx("min-w-0", className)}
      optional={false}
      label={<span className="font-regular text-13 text-ink-faint">{label}</span>}
    />
  );
}

/** The option of what was asked for, also by an older name of it. */
const chosen = (type = "") => actionNamed(type) ?? type;

const resultOptions = [
  { value: "", label: "Any result" },
  { value: "done", label: "Done" },
  { value: "refused", label: "Refused" },
  { value: "failed", label: "Failed" },
];

const personOption = ({ id, name, left }: { id: string; name: string; left: boolean }) => ({
  value: id,
  label: left ? `${name} (left)` : name,
});

// What an account's own chain holds.
const ownGroups: Group[] = [
  "sign-ins",
  "passwords",
  "two-factor",
  "passkeys",
  "sessions",
  "account-recovery",
  "account",
  "refusals",
];

/** Groups of events that this reader can see. A single event is offered while it is chosen; the search finds the others. */
function eventOptions(type: string | undefined, own: boolean) {
  const action = actionNamed(type ?? "");
  return [
    { value: "", label: "All events" },
    ...(action ? [{ value: action, label: eventName(action) }] : []),
    ...eventsByGroup
      .filter(({ group }) => !own || ownGroups.includes(group))
      .map(({ group, label }) => ({ value: group, label })),
  ];
}
