"use client";
import clsx from "clsx";
import type { ComponentProps } from "react";
import { useControl } from "./use-control.ts";

type InputProps = ComponentProps<"input"> & { mono?: boolean };

/** Renders one line of text. Inside a Field it needs no id, name or error. */
export function Input({ mono, className, defaultValue, ...rest }: InputProps) {
  const { attributes, typed } = useControl(rest);
  return (
    <input
      type="text"
      {...rest}
      {...attributes}
      defaultValue={rest.value === undefined ? (typed ?? defaultValue) : undefined}
      className={clsx("input", mono && "font-mono", className)}
    />
  );
}
