"use client";
import clsx from "clsx";
import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { useControl } from "./use-control.ts";

export type Option = { value: string; label: string; disabled?: boolean };
/** Options under a common heading. */
export type OptionGroup = { label: string; options: Option[] };

type SelectProps = Omit<ComponentProps<"select">, "children"> & {
  options: (Option | OptionGroup)[];
  /** Text of the first, empty option: "Choose one". */
  placeholder?: string;
};

/** Renders the platform's own select, which works without scripts and is best on a phone. */
export function Select({ options, placeholder, className, defaultValue, ...rest }: SelectProps) {
  const { attributes, typed } = useControl(rest);
  const start = typed ?? defaultValue ?? (placeholder ? "" : undefined);
  return (
    <span className="relative block">
      {/* React does not move a select to a new default, so the key makes it a new one. */}
      <select
        key={String(start)}
        {...rest}
        {...attributes}
        defaultValue={rest.value === undefined ? start : undefined}
        className={clsx("input", className)}
      >
        {placeholder && <option value="">{placeholder}</option>}
        {options.map((option) =>
          "options" in option ? (
            <optgroup key={option.label} label={option.label}>
              {option.options.map(optionOf)}
            </optgroup>
          ) : (
            optionOf(option)
          ),
        )}
      </select>
      <ChevronDown
        aria-hidden="true"
        className="pointer-events-none absolute inset-e-2.5 inset-y-0 my-auto text-ink-faint"
      />
    </span>
  );
}

const optionOf = (option: Option) => (
  <option key={option.value} value={option.value} disabled={option.disabled}>
    {option.label}
  </option>
);
