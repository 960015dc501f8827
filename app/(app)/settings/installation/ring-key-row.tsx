import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { Badge, StatusDot } from "#components/ui/badge.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { SettingsRow } from "#components/ui/settings-row.tsx";
import { Time } from "#components/ui/time.tsx";
import type { RingKey } from "#lib/operations/encryption-keys/get.ts";
import { removeRingKeyAction } from "./actions.ts";

/** One key of the ring: which it is, what hangs on it, and the way out once nothing does. */
export function RingKeyRow({ ringKey, ours }: { ringKey: RingKey; ours: boolean }) {
  const { id, kind, fingerprint, first, dataKeys, since } = ringKey;
  return (
    <li className="border-line not-last:border-b">
      <SettingsRow
        title={<span className="font-mono wrap-anywhere">{id}</span>}
        state={<State ringKey={ringKey} />}
        proof={kind === "aws-kms" && <Badge>AWS KMS</Badge>}
        description={
          <>
            {fingerprint && (
              <>
                {kind === "aws-kms" ? "Key" : "Fingerprint"}{" "}
                <span className="font-mono text-ink-soft wrap-anywhere">{fingerprint}</span>.{" "}
              </>
            )}
            Wraps {wrapped(dataKeys)}
            {since ? (
              <>
                , {first ? "in use since" : "first used"} <Time value={since} as="date" />.
              </>
            ) : (
              ", not used yet."
            )}
          </>
        }
        action={!first && kind !== "missing" && dataKeys === 0 && <TakeOut id={id} ours={ours} />}
      />
    </li>
  );
}

function wrapped(dataKeys: number) {
  if (dataKeys === 0) return "nothing";
  return dataKeys === 1 ? "1 data key" : `${formatNumber(dataKeys)} data keys`;
}

function State({ ringKey: { kind, first, dataKeys } }: { ringKey: RingKey }) {
  if (kind === "missing") return <StatusDot tone="danger">Missing</StatusDot>;
  if (first) return <StatusDot tone="ok">In use</StatusDot>;
  return dataKeys > 0 ? <StatusDot tone="warn">Still needed</StatusDot> : <StatusDot>Not needed</StatusDot>;
}

function TakeOut({ id, ours }: { id: string; ours: boolean }) {
  return (
    <ConfirmButton
      action={removeRingKeyAction}
      hidden={{ ringKeyId: id }}
      label="Take out"
      ariaLabel={`Take out ${id}`}
      size="small"
      title={`Take out ${id}?`}
      confirm="Take key out"
    >
      <p>
        Nothing is wrapped by it, and from now on nothing ever is.{" "}
        {ours
          ? "It goes from secrets.json for good."
          : "Then remove it from ENCRYPTION_KEYS on every machine."}
      </p>
      <p>
        Backups of the database from before the rotation open with this key alone. Keep a copy for as long as
        you keep them.
      </p>
    </ConfirmButton>
  );
}
