import { Button } from "#components/ui/button.tsx";
import { AuthPage } from "./auth-page.tsx";

/** Stands in for a page of outcome in a browser that took no such step, because the page would state what may not be so. */
export function NoOutcome() {
  return (
    <AuthPage
      title="Nothing to show here"
      description="This page says what came of a step, only in the browser that took it. Your mail has the details, and your account shows how things stand."
    >
      <Button href="/sign-in" className="w-full">
        Go to sign-in
      </Button>
    </AuthPage>
  );
}
