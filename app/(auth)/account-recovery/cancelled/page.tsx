import type { Metadata } from "next";
import { Button } from "#components/ui/button.tsx";
import { hasOutcome } from "#lib/web/outcome.ts";
import { AuthPage } from "../../auth-page.tsx";
import { NoOutcome } from "../../no-outcome.tsx";

export const metadata: Metadata = { title: "Account recovery" };

export default async function CancelledPage() {
  if (!(await hasOutcome("recovery-cancelled"))) return <NoOutcome />;
  return (
    <AuthPage
      title="The request is cancelled"
      description="Two-factor authentication stays on: your authenticator app and your recovery codes work as before. Whoever asked knew your password. If that was not you, choose a new one now."
    >
      <div className="grid gap-2">
        <Button href="/reset-password" variant="primary">
          Choose a new password
        </Button>
        <Button href="/sign-in">It was me: sign in</Button>
      </div>
    </AuthPage>
  );
}
