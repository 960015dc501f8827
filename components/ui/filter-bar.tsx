import { X } from "lucide-react";
import Form from "next/form";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";

type FilterBarProps = {
  /** The list's own address: the filters become its query. */
  action: string;
  /** `<Field quiet>`s. The first one, usually a search, takes the space. */
  children: ReactNode;
  /** Given while a filter is on: leads back to the whole list. */
  clearHref?: string;
  submit?: string;
  /** Filters chosen elsewhere, such as by a tab, that stay on. */
  keep?: Record<string, string | undefined>;
};

/** Filters that live in the URL: a plain GET form, so a list can be sent to someone as a link. */
export function FilterBar({ action, children, clearHref, submit = "Filter", keep = {} }: FilterBarProps) {
  return (
    <Form action={action} role="search" className="filter-bar">
      {children}
      <Button type="submit">{submit}</Button>
      {clearHref && (
        <Button href={clearHref} variant="ghost" icon={<X aria-hidden="true" />}>
          Clear
        </Button>
      )}
      {Object.entries(keep).map(
        ([name, value]) => value && <input key={name} type="hidden" name={name} value={value} />,
      )}
    </Form>
  );
}
