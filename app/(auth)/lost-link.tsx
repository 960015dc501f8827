import { Button } from "#components/ui/button.tsx";
import { AuthPage } from "./auth-page.tsx";

/** Stands in for a mailed link's page in a browser without the link's cookie, and says how to get it back. */
export function LostLink({ next }: { next?: { label: string; href: string } | undefined }) {
  return (
    <AuthPage
      title="Open the link in your email again"
      description="This page does not know which link you opened, so nothing was changed."
    >
      <ul className="mb-5 grid list-disc gap-1 ps-5 text-ink-soft">
        <li>Your browser keeps the link for 30 minutes, in a cookie. After that, open it again.</li>
        <li>If this page comes back at once, your browser blocks cookies. Allow them for this site first.</li>
      </ul>
      <div className="grid gap-2">
        {next && <Button href={next.href}>{next.label}</Button>}
        <Button href="/sign-in">Go to sign-in</Button>
      </div>
    </AuthPage>
  );
}
