import { SearchX } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { filterNames } from "./given.ts";
import { type Given, here, listAddress } from "./list-address.ts";

const names: Record<keyof Given, string> = {
  q: "the search",
  type: "the event",
  person: "the person",
  result: "the result",
  address: "the address",
  from: "the first day",
  to: "the last day",
  technical: "technical entries",
};

/** Says that nothing was found, and how to look wider: without one of the filters, or without all. */
export function NothingFound({ given }: { given: Given }) {
  const on = filterNames.filter((name) => given[name] && name !== "technical");
  return (
    <div className="rounded-l border border-line bg-surface">
      <EmptyState
        icon={<SearchX />}
        title="Nothing in the log fits all of this"
        action={
          <>
            {on.length > 1 &&
              on.map((name) => (
                <Button key={name} href={listAddress({ ...given, [name]: undefined })} size="small">
                  Without {names[name]}
                </Button>
              ))}
            <Button href={here} size="small">
              Show everything
            </Button>
          </>
        }
      >
        {on.length > 1 && "Leave one of the filters out to look wider. "}
        {given.q
          ? "Search finds words of an event such as “password”, a person’s or a thing’s name, the beginning of an email address, an id or a request reference. Who was erased is not found. "
          : ""}
        The log goes back one year.
      </EmptyState>
    </div>
  );
}
