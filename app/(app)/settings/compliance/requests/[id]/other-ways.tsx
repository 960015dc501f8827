import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { SettingsRow } from "#components/ui/settings-row.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { getRequest } from "#lib/privacy/subject-requests/get.ts";
import { extendRequestAction, refuseRequestAction, withdrawRequestAction } from "../actions.ts";

type Request = Awaited<ReturnType<typeof getRequest>>;

/** What else a member may do with an open request: take more time, refuse it, or close it because the person took it back. */
export function OtherWays({ request: { id, kind, extendedAt, daysLeft, byLetter } }: { request: Request }) {
  const reads = byLetter ? "Write it to them." : "The person reads it.";
  const hidden = { requestId: id };
  return (
    <Panel flush>
      {!extendedAt && daysLeft >= 0 && (
        <SettingsRow
          level={2}
          title="Take two more months"
          description="For complex or many requests, once, and told within the first month (GDPR Art. 12(3))."
          action={
            <ConfirmButton
              action={extendRequestAction}
              hidden={hidden}
              label="Extend…"
              variant="secondary"
              confirmVariant="primary"
              title="Extend this request?"
              confirm="Extend request"
              fields={
                <Field name="reason" label="Why" hint={reads}>
                  <Textarea rows={3} maxLength={1000} />
                </Field>
              }
            >
              <p>
                {byLetter
                  ? "Write the new day and your reason to the person."
                  : "The person is told the new day and your reason by mail."}
              </p>
            </ConfirmButton>
          }
        />
      )}
      {kind !== "object" && (
        <SettingsRow
          level={2}
          title="Refuse it"
          description="When the law lets you: it is not theirs, it is excessive, or a duty stands against it (GDPR Art. 12(5), 17(3))."
          action={
            <ConfirmButton
              action={refuseRequestAction}
              hidden={hidden}
              label="Refuse…"
              title="Refuse this request?"
              confirm="Refuse request"
              confirmVariant="danger"
              fields={
                <Field name="reason" label="Why" hint={reads}>
                  <Textarea rows={4} maxLength={2000} />
                </Field>
              }
            >
              <p>
                {byLetter
                  ? "Write them your reason, and that they may complain or go to court (GDPR Art. 12(4))."
                  : "They are told your reason, and that they may complain or go to court (GDPR Art. 12(4))."}
              </p>
            </ConfirmButton>
          }
        />
      )}
      <SettingsRow
        level={2}
        title="They took it back"
        description="When the person told you that they no longer want it. Nothing is mailed."
        action={
          <ConfirmButton
            action={withdrawRequestAction}
            hidden={hidden}
            label="Close…"
            variant="secondary"
            confirmVariant="primary"
            title="Close this request?"
            confirm="Close request"
            fields={
              <Field name="how" label="How they told you">
                <Input maxLength={500} autoComplete="off" placeholder="By phone, to Anna" />
              </Field>
            }
          >
            <p>What the request held back, such as mail to them, goes on.</p>
          </ConfirmButton>
        }
      />
    </Panel>
  );
}
