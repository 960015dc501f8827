import type { Metadata } from "next";
import { PlainShell } from "#components/shell/plain-shell.tsx";
import { Button } from "#components/ui/button.tsx";

export const metadata: Metadata = { title: "Not here" };

export default function NotFound() {
  return (
    <PlainShell title="Nothing is at this address">
      <p className="max-w-[65ch]">
        What was here is gone, was never here, or belongs to a workspace you are not in.
      </p>
      <p>
        <Button href="/" variant="primary">
          Go to the home page
        </Button>
      </p>
    </PlainShell>
  );
}
