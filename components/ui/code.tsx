import type { ReactNode } from "react";
import { CopyButton } from "./copy-button.tsx";

/** Renders a key, code, address or hash inside a line. */
export function Code({ children }: { children: ReactNode }) {
  return <code className="rounded-s bg-sunken px-1 py-px font-mono text-13 wrap-anywhere">{children}</code>;
}

/** Renders several lines in mono with a copy button: a DNS record, a command, headers. */
export function CodeBlock({ text, label, wrap = false }: { text: string; label?: string; wrap?: boolean }) {
  return (
    <figure className="overflow-hidden rounded-m border border-line bg-sunken">
      <figcaption className="flex min-h-9 items-center justify-between gap-3 border-line border-b ps-3 pe-1 text-13 text-ink-faint">
        {label}
        <CopyButton text={text} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <pre tabIndex={0} className="overflow-x-auto px-3 py-2.5 font-mono text-13 -outline-offset-2">
        <code className={wrap ? "whitespace-pre-wrap font-mono wrap-anywhere" : "font-mono"}>{text}</code>
      </pre>
    </figure>
  );
}
