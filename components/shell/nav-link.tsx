"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { type ComponentProps, useRef } from "react";
import { useReveal } from "#components/ui/use-reveal.ts";
import { PageOnItsWay } from "./page-on-its-way.tsx";

type NavLinkProps = Omit<ComponentProps<typeof Link>, "href" | "ref"> & {
  href: string;
  /** Scrolls itself into sight in a strip that is wider than the screen. */
  reveal?: boolean;
};

/** A link that knows when it stands for the page ("page") or for the section the page is in ("true"). */
export function NavLink({ reveal, children, ...rest }: NavLinkProps) {
  const path = usePathname();
  const link = useRef<HTMLAnchorElement>(null);
  const here = path === rest.href;
  const within = path.startsWith(`${rest.href}/`);

  useReveal(link, reveal === true && (here || within));
  return (
    <Link {...rest} ref={link} aria-current={here ? "page" : within ? "true" : undefined}>
      {children}
      <PageOnItsWay />
    </Link>
  );
}
