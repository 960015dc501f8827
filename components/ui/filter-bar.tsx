import { X } from "lucide-react";
import Form from "next/form";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";

type FilterBarProps = {
  /** Address of the list, whose query the filters become. */
  action: string;
  /** `<Field quiet>`s. The first one, usually a search, takes the free space. */
  children: ReactNode;
  /** Address of the unfiltered list, given while a filter is on. */
  clearHref?: string;
  submit?: string;
  /** Filters chosen elsewhere, such as by a tab, that stay on. */
  keep?: Record<string, string | undefined>;
};

/** Renders filters as a plain GET form, so that the URL holds them and a list can be shared as a link. */
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
