import { RotateCw, Send } from "lucide-react";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { StatusDot } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { type Column, LedgerTable } from "#components/ui/ledger-table.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { Time } from "#components/ui/time.tsx";
import type { Member } from "#lib/core/actor.ts";
import { listWebhookDeliveries } from "#lib/integrations/webhook-deliveries/list.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { address } from "../../../address.ts";
import { replayWebhookDeliveryAction } from "../actions.ts";
import { deliveryWords, tookWords, typeWords } from "../words.ts";

type DeliveriesProps = {
  actor: Member;
  webhookId: string;
  cursor: string | undefined;
  working: boolean;
  movedAt: Date | null;
};

type Delivery = Awaited<ReturnType<typeof listWebhookDeliveries>>["rows"][number];

/** What was sent to a webhook, newest first, each with its answer. */
export async function Deliveries({ actor, webhookId, cursor, working, movedAt }: DeliveriesProps) {
  const { rows, nextCursor } = await pageQuery(listWebhookDeliveries, actor, {
    webhookId,
    cursor,
    limit: 25,
  });
  const here = `/settings/webhooks/${webhookId}`;
  return (
    <LedgerTable
      caption="Deliveries, newest first"
      columns={columnsOf(webhookId, working, movedAt)}
      rows={rows}
      rowKey={({ id }) => id}
      empty={
        <EmptyState icon={<Send aria-hidden="true" />} title="Nothing sent yet">
          Send a test, or wait for the first event. Deliveries stay here for 30 days.
        </EmptyState>
      }
      pagination={
        <Pagination
          newerHref={cursor && here}
          newerLabel="Newest"
          olderHref={nextCursor && address(here, { cursor: nextCursor })}
        />
      }
    />
  );
}

/** `movedAt`: what happened before it was for another host, and is not sent again. */
const columnsOf = (webhookId: string, working: boolean, movedAt: Date | null): Column<Delivery>[] => [
  { key: "event", header: "Event", cell: ({ type }) => typeWords(type) },
  {
    key: "state",
    header: "State",
    tight: true,
    cell: ({ state }) => <StatusDot tone={deliveryWords[state].tone}>{deliveryWords[state].words}</StatusDot>,
  },
  { key: "answer", header: "Answer", cell: (delivery) => <AnswerOf delivery={delivery} working={working} /> },
  { key: "when", header: "Happened", tight: true, cell: ({ happenedAt }) => <Time value={happenedAt} /> },
  {
    key: "again",
    header: "Send again",
    quietHeader: true,
    tight: true,
    phone: "corner",
    cell: ({ id, state, type, happenedAt }) =>
      working &&
      !(movedAt && happenedAt < movedAt) &&
      state !== "queued" && (
        <SubmitForm action={replayWebhookDeliveryAction} hidden={{ webhookId, deliveryId: id }}>
          <Button
            type="submit"
            size="small"
            icon={<RotateCw aria-hidden="true" />}
            aria-label={`Send again: ${typeWords(type)}`}
          >
            Send again
          </Button>
        </SubmitForm>
      ),
  },
];

function AnswerOf({
  delivery: { state, status, problem, tookMs, attempts, dueAt },
  working,
}: {
  delivery: Delivery;
  working: boolean;
}) {
  if (attempts === 0) return <span className="text-ink-faint">Not sent yet</span>;
  return (
    <span className="inline-block">
      <span className="block">
        {problem ?? status}
        {tookMs !== null && <span className="text-ink-faint">, {tookWords(tookMs)}</span>}
      </span>
      {state === "queued" && (
        <span className="block text-13 text-ink-faint">
          Next try, {attempts + 1} of 11,{" "}
          {dueAt > new Date() ? <Time value={dueAt} /> : working ? "within a minute" : "when it is resumed"}
        </span>
      )}
    </span>
  );
}
