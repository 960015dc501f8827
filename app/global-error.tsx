"use client";
import "./globals.css";
import { Fault } from "#components/shell/fault.tsx";

/** When the root layout itself fails, this replaces it. */
export default function GlobalError({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  return (
    <html lang="en" data-theme="system">
      <body>
        <title>Something went wrong · Mailneo</title>
        <Fault reference={error.digest} retry={retry} />
      </body>
    </html>
  );
}
