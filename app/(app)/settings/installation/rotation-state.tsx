import { ProgressCard } from "#components/forms/progress-card.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { Notice } from "#components/ui/notice.tsx";
import { Time } from "#components/ui/time.tsx";
import type { Rotation } from "#lib/operations/encryption-keys/rotation.ts";
import { rotateKeysAction } from "./actions.ts";
import { progressOf, stateOf } from "./progress-of.ts";

const here = "/settings/installation";

/** The newest rotation: how far it is, why it stopped, or when it ended. */
export function RotationState({ rotation }: { rotation: Rotation }) {
  const state = stateOf(rotation);
  const { finishedAt, total, problem, mode } = rotation;
  if (state === "queued" || state === "running")
    return (
      <ProgressCard
        title={mode === "rewrap" ? "Rotating the keys" : "Making new data keys"}
        job={progressOf(rotation)}
        unit="data keys"
        statusUrl={`${here}/progress`}
        refreshHref={here}
      />
    );
  if (!finishedAt)
    return (
      <Notice
        tone="warn"
        title="The rotation stopped"
        action={
          <SubmitForm
            action={rotateKeysAction}
            hidden={{ mode }}
            submit="Go on from where it is"
            submitVariant="secondary"
          />
        }
      >
        {problem ?? "The worker may have stopped."} Everything still opens: both keys are in the ring.
      </Notice>
    );
  return (
    <Notice
      tone={problem ? "danger" : "ok"}
      title={problem ? "The last rotation left something" : "The last rotation ended well"}
    >
      {problem ??
        `${formatNumber(total)} data ${total === 1 ? "key was" : "keys were"} ${mode === "rewrap" ? "wrapped anew" : "replaced"}.`}{" "}
      <Time value={finishedAt} as="minute" />
    </Notice>
  );
}
