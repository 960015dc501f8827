"use client";
import { Button } from "#components/ui/button.tsx";
import { Code } from "#components/ui/code.tsx";
import { PlainShell } from "./plain-shell.tsx";

/** Our fault: says so, what to do, and the reference the log holds it under. */
export function Fault({ reference, retry }: { reference?: string; retry: () => void }) {
  return (
    <PlainShell title="Something went wrong on our side">
      <p role="alert" className="max-w-[65ch]">
        What you saved before is kept. Try again; if it stays, tell the person who runs this Mailneo
        {reference ? " the reference below" : ""}.
      </p>
      {reference && (
        <p>
          Reference <Code>{reference}</Code>
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" onClick={retry}>
          Try again
        </Button>
        <Button external href="/">
          Go to the home page
        </Button>
      </div>
    </PlainShell>
  );
}
