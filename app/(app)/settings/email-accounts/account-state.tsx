import { StatusDot } from "#components/ui/badge.tsx";
import { plural } from "#components/ui/format.ts";
import { Time } from "#components/ui/time.tsx";
import type { getEmailAccount } from "#lib/mailboxes/email-accounts/get.ts";

export type Account = Awaited<ReturnType<typeof getEmailAccount>>;

/** How an account's server behaves, in one line of words. */
export function AccountState({ account }: { account: Account }) {
  const { disconnectedAt, health, lastSentAt, verifiedAt } = account;
  if (disconnectedAt) {
    return (
      <StatusDot>
        <span>
          Disconnected <Time value={disconnectedAt} as="date" />
        </span>
      </StatusDot>
    );
  }
  if (health === "failing") return <StatusDot tone="danger">Not sending</StatusDot>;
  if (lastSentAt) {
    return (
      <StatusDot tone="ok">
        <span>
          Last sent <Time value={lastSentAt} />
        </span>
      </StatusDot>
    );
  }
  return (
    <StatusDot tone="ok">
      <span>
        Tested <Time value={verifiedAt} />, nothing sent yet
      </span>
    </StatusDot>
  );
}

/** What is wrong, how much waits, when it is tried again; nothing while all is well. */
export function AccountTrouble({ account }: { account: Account }) {
  const { health, failure, lastFailedAt, retryAt, waiting } = account;
  if (health !== "failing") return null;
  return (
    <>
      {failure}
      {waiting > 0 && ` ${plural(waiting, "message")} ${waiting === 1 ? "waits" : "wait"}; nothing is lost.`}
      {lastFailedAt && (
        <>
          {" "}
          Last tried <Time value={lastFailedAt} />
          {retryAt && retryAt > new Date() && (
            <>
              , next try <Time value={retryAt} />
            </>
          )}
          .
        </>
      )}
    </>
  );
}
