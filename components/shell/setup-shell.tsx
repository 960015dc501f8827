import Link from "next/link";
import type { ReactNode } from "react";
import { Logo } from "#components/ui/logo.tsx";
import { fonts } from "./fonts.ts";
import { SkipLink } from "./skip-link.tsx";

type SetupShellProps = {
  /** At the right of the logo: the ways out. */
  actions?: ReactNode;
  flash?: ReactNode;
  children: ReactNode;
};

/** The frame around a page of the settings for somebody who may open nothing else yet. */
export function SetupShell({ actions, flash, children }: SetupShellProps) {
  return (
    <div className={`min-h-dvh px-4 sm:px-6 ${fonts}`}>
      <SkipLink />
      <header className="mx-auto flex max-w-3xl flex-wrap items-center justify-between gap-2 py-5">
        <Link href="/" className="rounded-s" aria-label="Mailneo, home">
          <Logo />
        </Link>
        <div className="flex flex-wrap items-center gap-2">{actions}</div>
      </header>
      <main id="main" tabIndex={-1} className="mx-auto max-w-3xl pt-4 pb-14">
        {children}
      </main>
      {flash}
    </div>
  );
}
