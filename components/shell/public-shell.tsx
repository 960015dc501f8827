import type { ReactNode } from "react";

/** A sender's colour is one of these names: a fixed set keeps the contrast and needs no inline style. */
const senderColours = ["evergreen", "ocean", "plum", "brick", "ochre", "slate", "ink"] as const;
export type SenderColour = (typeof senderColours)[number];

type PublicShellProps = {
  /** The sender's name as subscribers know it. */
  sender: string;
  colour?: SenderColour;
  /** What the person came for, first. */
  title: ReactNode;
  children?: ReactNode;
  /** The sender's postal address and the like. */
  footer?: ReactNode;
};

/** Subscribers' pages: the sender's name and colour, the system's font, no script of ours. */
export function PublicShell({ sender, colour = "evergreen", title, children, footer }: PublicShellProps) {
  return (
    <div className={`sender-${colour} grid min-h-dvh grid-rows-[auto_1fr_auto]`}>
      <div className="sender-band" aria-hidden="true" />
      <main id="main" className="mx-auto w-full max-w-lg px-4 py-10 sm:py-16">
        <p className="mb-3 text-ink-soft wrap-anywhere">{sender}</p>
        <div className="rounded-l border border-line bg-surface p-5 sm:p-6">
          <h1 className="text-20 wrap-anywhere">{title}</h1>
          <div className="mt-2 grid gap-4 text-16">{children}</div>
        </div>
        {footer && <div className="mt-4 text-13 text-ink-faint wrap-anywhere">{footer}</div>}
      </main>
      <footer className="px-4 py-6 text-center text-13 text-ink-faint">Sent with Mailneo</footer>
    </div>
  );
}
