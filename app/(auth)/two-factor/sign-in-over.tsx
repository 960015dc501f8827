import { Button } from "#components/ui/button.tsx";
import { passingOn } from "#lib/web/safe-next.ts";
import { AuthPage } from "../auth-page.tsx";

/** In place of a second step that has no first: it took too long, too many codes, or never was. */
export function SignInOver({ next }: { next: unknown }) {
  return (
    <AuthPage
      title="This sign-in is over"
      description="Enter the code within five minutes. You have five tries. Start again with your password."
    >
      <Button href={passingOn("/sign-in", next)} variant="primary" className="w-full">
        Sign in again
      </Button>
    </AuthPage>
  );
}
