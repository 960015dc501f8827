import { PublicShell } from "#components/shell/public-shell.tsx";
import { Button } from "#components/ui/button.tsx";

/** The page behind the unsubscribe link of a test message: a reader's page, whose buttons change nothing. */
export function TestPage({ pressed }: { pressed: boolean }) {
  if (pressed) {
    return (
      <PublicShell sender="Your sender name" title="Your reader is unsubscribed now" footer={footer}>
        <p>
          Nothing changed, because this is a test message. For a reader it holds at once, for messages already
          prepared too.
        </p>
        <p className="text-ink-soft">You can close this page.</p>
      </PublicShell>
    );
  }
  return (
    <PublicShell sender="Your sender name" title="Unsubscribe from your newsletter?" footer={footer}>
      <p className="rounded-m border border-line bg-sunken p-3">
        This is a test message. Here your readers unsubscribe with one click. The buttons change nothing.
      </p>
      <p>The mail goes to your reader's address. One click ends it at once, without a password.</p>
      <form>
        <Button type="submit" name="pressed" value="newsletter" variant="primary" size="large">
          Unsubscribe from your newsletter
        </Button>
      </form>
      <form>
        <Button type="submit" name="pressed" value="all" variant="secondary" size="large">
          Stop all mail from you
        </Button>
      </form>
    </PublicShell>
  );
}

const footer = <p>Your postal address</p>;
