import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Time } from "#components/ui/time.tsx";

/** On every page, while a member without a second factor still may open the workspace. */
export function GraceNotice({ workspace, until }: { workspace: string; until: Date | null }) {
  if (!until) return null;
  return (
    <Notice
      tone="warn"
      title={
        <>
          {workspace} requires two-factor authentication from <Time value={until} as="date" /> on
        </>
      }
      action={
        <Button href="/settings/security/two-factor" prefetch={false} size="small">
          Set up
        </Button>
      }
    >
      Your account has a password alone. Set up an authenticator app before then, and nothing is interrupted.
    </Notice>
  );
}
