"use client";
import { Fault } from "#components/shell/fault.tsx";

export default function ErrorPage({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  /** Asks the server for the page again; a mere reset would show its old answer. */
  retry: () => void;
}) {
  return <Fault reference={error.digest} retry={retry} />;
}
