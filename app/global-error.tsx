"use client";
import "./globals.css";
import { Fault } from "#components/shell/fault.tsx";

/** When the root layout itself fails, this replaces it. */
export default function GlobalError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <html lang="en" data-theme="system">
      <body>
        <title>Something went wrong · Mailneo</title>
        <Fault reference={error.digest} retry={reset} />
      </body>
    </html>
  );
}
