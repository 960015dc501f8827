import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { Logo } from "#components/ui/logo.tsx";
import { fonts } from "./fonts.ts";
import { SkipLink } from "./skip-link.tsx";

/** Pages for people who are not signed in: the landing and its neighbours. */
export function MarketingShell({ children, footer }: { children: ReactNode; footer?: ReactNode }) {
  return (
    <div className={fonts}>
      <SkipLink />
      <header className="mx-auto flex max-w-5xl items-center justify-between gap-4 px-4 py-4 sm:px-6">
        <Link href="/" className="rounded-s" aria-label="Mailneo, home">
          <Logo />
        </Link>
        <nav aria-label="Account" className="flex gap-2">
          <Button href="/sign-in" variant="ghost">
            Sign in
          </Button>
          <Button href="/sign-up" className="phone:hidden">
            Create an account
          </Button>
        </nav>
      </header>
      <main id="main" tabIndex={-1} className="outline-none">
        {children}
      </main>
      <footer className="mx-auto max-w-5xl px-4 sm:px-6">
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-line border-t py-6 text-13 text-ink-faint">
          {footer ?? (
            <>
              <span>Mailneo</span>
              <span>Open source, MIT licence</span>
            </>
          )}
        </div>
      </footer>
    </div>
  );
}
