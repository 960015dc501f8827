import clsx from "clsx";
import { ChevronRight, Search, X } from "lucide-react";
import Form from "next/form";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { actionNamed, eventName, eventsByGroup } from "#lib/audit/log/words.ts";
import { type Given, here } from "./given.ts";

type FiltersProps = {
  given: Given;
  errors: Partial<Record<keyof Given, string>>;
  /** Whom one may filter by; null: only oneself is seen here. */
  people: { id: string; name: string; left: boolean }[] | null;
};

/** A plain GET form: what is chosen is in the address, and can be sent to somebody as a link. */
export function Filters({ given, errors, people }: FiltersProps) {
  const filtered = Object.values(given).some(Boolean);
  return (
    <Form
      action={here}
      role="search"
      aria-label="Filter the log"
      className="rounded-l border border-line bg-surface p-4"
    >
      <div className="flex flex-wrap items-start gap-2">
        <Field name="q" label="Search" error={errors.q} optional quiet className="min-w-0 flex-1 basis-48">
          <span className="relative block">
            <Search
              aria-hidden="true"
              className="pointer-events-none absolute inset-s-2.5 inset-y-0 my-auto text-ink-faint"
            />
            <Input
              type="search"
              key={given.q}
              defaultValue={given.q}
              placeholder="Words of an event, an id, a request reference, an email address"
              autoComplete="off"
              maxLength={300}
              className="ps-9"
            />
          </span>
        </Field>
        {filtered && (
          <Button href={here} variant="ghost" icon={<X aria-hidden="true" />}>
            Clear
          </Button>
        )}
        <Button type="submit">Filter</Button>
      </div>
      <details className="log-filters" open={filtered}>
        <summary>
          <ChevronRight aria-hidden="true" className="turns" />
          By event, person, result, address or day
        </summary>
        <div className="grid grid-cols-2 items-start gap-x-3 gap-y-2.5 pt-2.5 sm:grid-cols-3">
          <Named name="type" label="Event" error={errors.type} className="max-sm:col-span-2">
            <Select required={false} defaultValue={chosen(given.type)} options={eventOptions} />
          </Named>
          {people && (
            <Named name="person" label="Person" error={errors.person}>
              <Select
                required={false}
                defaultValue={given.person ?? ""}
                options={[{ value: "", label: "Everybody" }, ...people.map(personOption)]}
              />
            </Named>
          )}
          <Named name="result" label="Result" error={errors.result}>
            <Select required={false} defaultValue={given.result ?? ""} options={resultOptions} />
          </Named>
          <Named
            name="address"
            label="Address"
            error={errors.address}
            className={people ? "max-sm:col-span-2" : undefined}
          >
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
          <Named name="from" label="From day" error={errors.from}>
            <Input required={false} type="date" key={given.from} defaultValue={given.from} />
          </Named>
          <Named name="to" label="To day" error={errors.to}>
            <Input required={false} type="date" key={given.to} defaultValue={given.to} />
          </Named>
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
  { value: "", label: "Any" },
  { value: "done", label: "Done" },
  { value: "refused", label: "Refused" },
  { value: "failed", label: "Failed" },
];

const personOption = ({ id, name, left }: { id: string; name: string; left: boolean }) => ({
  value: id,
  label: left ? `${name} (left)` : name,
});

const eventOptions = [
  { value: "", label: "Everything" },
  ...eventsByGroup.map(({ group, label, actions }) => ({
    label,
    options: [
      { value: group, label: `All: ${label}` },
      ...actions.map((action) => ({ value: action, label: eventName(action) })),
    ],
  })),
];
