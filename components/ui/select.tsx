"use client";
import clsx from "clsx";
import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { useControl } from "./use-control.ts";

export type Option = { value: string; label: string; disabled?: boolean };

type SelectProps = Omit<ComponentProps<"select">, "children"> & {
  options: Option[];
  /** The first, empty line: "Choose one". */
  placeholder?: string;
};

/** The platform's own select: works without scripts and is best on a phone. */
export function Select({ options, placeholder, className, defaultValue, ...rest }: SelectProps) {
  const { attributes, typed } = useControl(rest);
  const start = typed ?? defaultValue ?? (placeholder ? "" : undefined);
  return (
    <span className="relative block">
      {/* React does not move a select to a new default: the key makes it a new one. */}
      <select
        key={String(start)}
        {...rest}
        {...attributes}
        defaultValue={rest.value === undefined ? start : undefined}
        className={clsx("input", className)}
      >
        {placeholder && <option value="">{placeholder}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden="true"
        className="pointer-events-none absolute inset-e-2.5 inset-y-0 my-auto text-ink-faint"
      />
    </span>
  );
}
