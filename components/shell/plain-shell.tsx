import type { ReactNode } from "react";
import { Logo } from "#components/ui/logo.tsx";

/**
 * For what may stand in place of any page: not found, our fault. It names no font, because these are part of every
 * route, and would make subscribers' pages fetch it.
 */
export function PlainShell({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <div className="mx-auto max-w-2xl px-4 sm:px-6">
      <header className="py-4">
        <a href="/" className="rounded-s" aria-label="Mailneo, home">
          <Logo />
        </a>
      </header>
      <main id="main" className="py-14">
        <h1 className="text-20">{title}</h1>
        <div className="mt-2 grid gap-4 text-ink-soft">{children}</div>
      </main>
    </div>
  );
}
