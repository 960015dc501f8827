import { Send } from "lucide-react";
import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Field } from "#components/ui/field.tsx";
import { formatNumber, plural } from "#components/ui/format.ts";
import { Notice } from "#components/ui/notice.tsx";
import { Select } from "#components/ui/select.tsx";
import type { Member } from "#lib/core/actor.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { listEmailAccounts } from "#lib/mailboxes/email-accounts/list.ts";
import { listDeliveries } from "#lib/sending/deliveries/list.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { judgeRefusalsAction } from "../actions.ts";
import type { Campaign } from "../load.ts";

/** A run of refusals that stopped a campaign: what the server said, and the two ways on. */
export async function Undecided({ actor, campaign }: { actor: Member; campaign: Campaign }) {
  const { id, counts, reasons } = campaign;
  const [{ rows: accounts }, { rows: held }] = await Promise.all([
    pageQuery(listEmailAccounts, actor, { limit: 200 }),
    pageQuery(listDeliveries, actor, { campaignId: id, state: "held", limit: 1 }),
  ]);
  const people = plural(counts.held, "recipient");
  const dead = reasons.find(({ state, reason }) => state === "held" && reason === "bounced")?.count ?? 0;
  const connected = accounts.some((account) => account.id === campaign.emailAccountId);
  const reply = held[0]?.reply;
  return (
    <Notice tone="warn" title={`Whose fault was it? ${people} on hold`}>
      <p>
        Nobody of them is suppressed, and nothing more is sent until you decide. When a server refuses one
        recipient after another, the cause is often the sending account: a limit, a block, or a From address
        it does not accept.
      </p>
      {reply && (
        <p className="mt-2">
          The server said: <q className="font-mono text-13 wrap-anywhere">{reply}</q>
        </p>
      )}
      {workspaceMember.admits(actor) ? (
        <div className="mt-3 grid gap-4">
          <SubmitForm
            action={judgeRefusalsAction}
            hidden={{ campaignId: id, fault: "sender" }}
            className="w-full grid-cols-[minmax(0,20rem)_auto] items-end justify-start phone:grid-cols-1"
          >
            <Field name="emailAccountId" label="The account was at fault. Send again from">
              <Select
                placeholder={connected ? undefined : "Choose an account"}
                options={accounts.map((account) => ({
                  value: account.id,
                  label: `${account.fromAddress} (${account.label})`,
                }))}
                defaultValue={connected ? (campaign.emailAccountId ?? undefined) : undefined}
              />
            </Field>
            <SubmitButton icon={<Send aria-hidden="true" />}>Send again</SubmitButton>
          </SubmitForm>
          <ConfirmButton
            action={judgeRefusalsAction}
            hidden={{ campaignId: id, fault: "addresses" }}
            label="The addresses are bad…"
            variant="secondary"
            title={`Give up on ${people}?`}
            confirm={dead > 0 ? `Suppress ${plural(dead, "address", "addresses")}` : "Give up on them"}
            cancel="Keep them on hold"
          >
            <p>
              {dead > 0 &&
                `${formatNumber(dead)} will be suppressed, so that no campaign is sent to them any more. `}
              {dead < counts.held &&
                `${formatNumber(counts.held - dead)} will be marked as failed in this campaign only. `}
              Everyone else still gets the message.
            </p>
          </ConfirmButton>
        </div>
      ) : (
        <p className="mt-2">A member who may send campaigns can decide.</p>
      )}
    </Notice>
  );
}
