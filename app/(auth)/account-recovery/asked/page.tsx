import type { Metadata } from "next";
import { Button } from "#components/ui/button.tsx";
import { hasOutcome } from "#lib/web/outcome.ts";
import { AuthPage } from "../../auth-page.tsx";
import { NoOutcome } from "../../no-outcome.tsx";

export const metadata: Metadata = { title: "Account recovery" };

export default async function AskedPage() {
  if (!(await hasOutcome("recovery-asked"))) return <NoOutcome />;
  return (
    <AuthPage
      title="Your request waits"
      description="A mail to your address says when two-factor authentication is switched off, at most 72 hours from now. There is nothing to do until then; afterwards sign in with your password."
      aside="Found your phone or a code? Sign in with it, and the request is cancelled."
    >
      <Button href="/sign-in" className="w-full">
        Back to sign-in
      </Button>
    </AuthPage>
  );
}
