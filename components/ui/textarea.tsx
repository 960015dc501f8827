"use client";
import clsx from "clsx";
import { type ComponentProps, useLayoutEffect, useRef } from "react";
import { useControl } from "./use-control.ts";
import { useHydrating } from "./use-hydrating.ts";

/** Renders an input of several lines that grows with the text where the browser can. */
export function Textarea({
  mono,
  className,
  defaultValue,
  ...rest
}: ComponentProps<"textarea"> & { mono?: boolean }) {
  const { attributes, typed } = useControl(rest);
  useTypedBefore(attributes.id);
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

/**
 * Puts back what was typed before the page's script ran. React writes the server's text over it while it takes a textarea
 * over, and does so to no other control.
 */
function useTypedBefore(id: string | undefined) {
  const before = useRef<string>(undefined);
  const hydrating = useHydrating();
  if (hydrating && typeof document !== "undefined") before.current = areaOf(id)?.value;
  useLayoutEffect(() => {
    const area = areaOf(id);
    if (area && before.current !== undefined && area.value !== before.current) area.value = before.current;
    before.current = undefined;
  }, [id]);
}

const areaOf = (id: string | undefined) => document.getElementById(id ?? "") as HTMLTextAreaElement | null;
