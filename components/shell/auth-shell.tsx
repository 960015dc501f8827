import Link from "next/link";
import type { ReactNode } from "react";
import { Logo } from "#components/ui/logo.tsx";
import { fonts } from "./fonts.ts";

type AuthShellProps = {
  title: ReactNode;
  description?: ReactNode;
  /** Under the form: the way to the neighbouring page. */
  aside?: ReactNode;
  /** Quiet proof under everything: what happens to what is typed here. */
  proof?: { title: string; text: ReactNode }[];
  flash?: ReactNode;
  children: ReactNode;
};

/** One narrow column for sign-in and its neighbours. */
export function AuthShell({ title, description, aside, proof = [], flash, children }: AuthShellProps) {
  return (
    <div className={`grid min-h-dvh grid-rows-[auto_1fr_auto] px-4 ${fonts}`}>
      <header className="py-5 sm:px-4">
        <Link href="/" className="rounded-s" aria-label="Mailneo, home">
          <Logo />
        </Link>
      </header>
      <main id="main" className="mx-auto w-full max-w-96 py-8 sm:py-14">
        <h1 className="text-20">{title}</h1>
        {description && <p className="mt-1 text-ink-soft">{description}</p>}
        <div className="mt-6">{children}</div>
        {aside && <p className="mt-6 border-line border-t pt-4 text-ink-soft">{aside}</p>}
      </main>
      {proof.length > 0 && (
        <footer className="mx-auto mb-8 w-full max-w-3xl border-line border-t pt-5">
          <dl className="grid gap-x-8 gap-y-4 sm:grid-cols-3">
            {proof.map((line) => (
              <div key={line.title}>
                <dt className="text-13 font-medium">{line.title}</dt>
                <dd className="text-13 text-ink-faint">{line.text}</dd>
              </div>
            ))}
          </dl>
        </footer>
      )}
      {flash}
    </div>
  );
}
