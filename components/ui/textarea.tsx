"use client";
import clsx from "clsx";
import type { ComponentProps } from "react";
import { useControl } from "./use-control.ts";

/** Renders an input of several lines that grows with the text where the browser can. */
export function Textarea({
  mono,
  className,
  defaultValue,
  ...rest
}: ComponentProps<"textarea"> & { mono?: boolean }) {
  const { attributes, typed } = useControl(rest);
  return (
    <textarea
      rows={4}
      {...rest}
      {...attributes}
      defaultValue={rest.value === undefined ? (typed ?? defaultValue) : undefined}
      className={clsx("input", mono && "font-mono", className)}
    />
  );
}
