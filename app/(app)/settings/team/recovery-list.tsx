import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { SettingsRow } from "#components/ui/settings-row.tsx";
import { Time } from "#components/ui/time.tsx";
import type { listMemberRecoveries } from "#lib/account/account-recovery/list.ts";
import { shortenRecoveryAction } from "./actions.ts";

type Request = Awaited<ReturnType<typeof listMemberRecoveries>>[number];

const HOUR = 3_600_000;

/** Members who lost their second factor and wait to be let in without it. An owner who knows that it is them may shorten the wait. */
export function RecoveryList(props: { requests: Request[]; me: string; owner: boolean }) {
  const { requests, me, owner } = props;
  if (requests.length === 0) return null;
  return (
    <Panel
      title="Account recovery"
      description="They asked to sign in without two-factor authentication. Speak to them, not by mail, before you vouch for them."
      flush
    >
      <div className="mt-2 border-line border-t">
        {requests.map((request) => (
          <SettingsRow
            key={request.id}
            title={request.name}
            state={<span className="font-mono text-13 wrap-anywhere">{request.email}</span>}
            description={
              <>
                Asked <Time value={request.createdAt} />. Their two-factor authentication is removed on{" "}
                <Time value={request.dueAt} as="minute" />
                {request.shortenedBy && ", as an owner vouched for them"}, unless they object.
              </>
            }
            action={
              owner && request.userId !== me && canBeShortened(request) && <Shorten request={request} />
            }
          />
        ))}
      </div>
    </Panel>
  );
}

const canBeShortened = ({ dueAt }: Request) => dueAt.getTime() - Date.now() > HOUR;

function Shorten({ request: { id, name } }: { request: Request }) {
  return (
    <ConfirmButton
      action={shortenRecoveryAction}
      hidden={{ recoveryId: id }}
      label="Shorten"
      ariaLabel={`Shorten the wait of ${name}`}
      size="small"
      title={`Let ${name} in sooner?`}
      confirm="Shorten to one hour"
    >
      <p>
        An hour is left, in which they can still object: they get a mail. After it their two-factor
        authentication is removed, and a password alone opens their account.
      </p>
      <p>Do it only when you have spoken to them in person or by telephone.</p>
    </ConfirmButton>
  );
}
