import { Time } from "#components/ui/time.tsx";
import type { listApiKeys } from "#lib/integrations/api-keys/list.ts";

type Key = Awaited<ReturnType<typeof listApiKeys>>[number];

/** When and from where a key was used last, and when it ends, as one line. */
export function KeyUse({
  of: { lastUsedAt, lastIp, createdAt, createdBy, expiresAt, revokedAt, state, ofLeaver },
}: {
  of: Key;
}) {
  return (
    <>
      {lastUsedAt ? (
        <>
          Last used <Time value={lastUsedAt} />
          {lastIp && (
            <>
              {" "}
              from <span className="font-mono">{lastIp}</span>
            </>
          )}
        </>
      ) : (
        "Not used yet"
      )}
      . Created <Time value={createdAt} as="date" />
      {createdBy && ` by ${createdBy}`}
      {ofLeaver && <strong className="font-medium text-warn-ink"> (no admin any more: rotate it)</strong>}
      {revokedAt ? (
        <>
          , revoked <Time value={revokedAt} />
        </>
      ) : (
        expiresAt && (
          <>
            , {state === "over" ? "ended" : "ends"}{" "}
            <Time value={expiresAt} as={state === "ending" ? undefined : "date"} />
          </>
        )
      )}
      .
    </>
  );
}
