"use client";
import { useLinkStatus } from "next/link";
import { createPortal } from "react-dom";
import { PageSkeleton } from "#components/ui/skeleton.tsx";

/**
 * Inside a link of the navigation: while its page is on its way, the page's first shape lies over the old one. Nothing shows for the
 * first 200 ms. Pages themselves stream no fallback, because a reader without scripts would see nothing else.
 */
export function PageOnItsWay() {
  const { pending } = useLinkStatus();
  const main = pending ? document.getElementById("main") : null;
  if (!main) return null;
  return createPortal(
    <div aria-hidden="true" className="page-on-its-way">
      <PageSkeleton />
    </div>,
    main,
  );
}
