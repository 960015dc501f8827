"use client";
import Link from "next/link";
import { type ComponentProps, useRef } from "react";
import { useReveal } from "./use-reveal.ts";

type TabLinkProps = Omit<ComponentProps<typeof Link>, "ref"> & { current: boolean };

/** A link of a row of tabs. The chosen one is in sight, also on a phone. */
export function TabLink({ current, ...rest }: TabLinkProps) {
  const link = useRef<HTMLAnchorElement>(null);
  useReveal(link, current);
  return <Link {...rest} ref={link} aria-current={current ? "page" : undefined} />;
}
