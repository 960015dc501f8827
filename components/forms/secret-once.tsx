"use client";
import { Download, Printer } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";

type SecretOnceProps = {
  /** One secret, or several such as recovery codes. */
  secret: string | string[];
  /** Names the secret: "API key". */
  label: string;
  /** One sentence: where to keep it, and what happens when it is lost. */
  children?: ReactNode;
  /** Offers a text file of this name. */
  fileName?: string;
  /** Lines above the secrets in that file: their kind, owner and date. */
  fileHead?: string;
  printable?: boolean;
  /** The address behind "I saved it". */
  savedHref: string;
};

/** Shows a secret this once, with the ways to keep it. */
export function SecretOnce({
  secret,
  label,
  children,
  fileName,
  fileHead,
  printable,
  savedHref,
}: SecretOnceProps) {
  const lines = Array.isArray(secret) ? secret : [secret];
  const text = lines.join("\n");
  const file = fileHead ? `${fileHead}\n\n${text}` : text;
  return (
    <section aria-label={label} className="grid gap-3 rounded-l border border-line-control bg-surface p-4">
      <div className="grid gap-0.5">
        <h2 className="text-14">{label}</h2>
        <p className="text-ink-soft">{children ?? "You see it only this once. Copy it now."}</p>
      </div>
      <ul
        className={
          lines.length > 1
            ? "grid grid-cols-2 gap-x-6 gap-y-1 rounded-m bg-sunken px-3 py-2.5 phone:grid-cols-1"
            : "rounded-m bg-sunken px-3 py-2.5"
        }
      >
        {lines.map((line) => (
          <li key={line} className="select-all font-mono text-14 wrap-anywhere">
            {line}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-2 print:hidden">
        <CopyButton
          text={text}
          variant="secondary"
          size="medium"
          label={lines.length > 1 ? "Copy all" : "Copy"}
        />
        {fileName && (
          <Button
            external
            href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${file}\n`)}`}
            download={fileName}
            icon={<Download aria-hidden="true" />}
          >
            Download
          </Button>
        )}
        {printable && (
          <Button
            icon={<Printer aria-hidden="true" />}
            onClick={() => window.print()}
            className="noscript:hidden"
          >
            Print
          </Button>
        )}
        <Button href={savedHref} variant="primary" className="ms-auto">
          {lines.length > 1 ? "I saved them" : "I saved it"}
        </Button>
      </div>
    </section>
  );
}
