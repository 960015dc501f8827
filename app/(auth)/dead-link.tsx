import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { AuthPage } from "./auth-page.tsx";

/** Says at once that a mailed link is used, expired or called off, and where to go instead. */
export function DeadLink({ why, next }: { why: ReactNode; next?: { label: string; href: string } }) {
  return (
    <AuthPage title="This link does not work any more" description={why}>
      <div className="grid gap-2">
        {next && (
          <Button href={next.href} variant="primary">
            {next.label}
          </Button>
        )}
        <Button href="/sign-in">Go to sign-in</Button>
      </div>
    </AuthPage>
  );
}
