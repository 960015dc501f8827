import Link from "next/link";
import { Address } from "#components/ui/address.tsx";
import { StatusDot } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { type Column, LedgerTable } from "#components/ui/ledger-table.tsx";
import { Popover } from "#components/ui/menu.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { Facts } from "#components/ui/proof-chip.tsx";
import { Select } from "#components/ui/select.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { Time } from "#components/ui/time.tsx";
import type { Member } from "#lib/core/actor.ts";
import type { DeliveryState } from "#lib/sending/campaigns/get.ts";
import { listDeliveries } from "#lib/sending/deliveries/list.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { address, one } from "../../address.ts";
import { AddressFilter } from "../../address-filter.tsx";
import type { Campaign } from "../load.ts";
import { deliveryStates, isDeliveryState, reasonWords, shortReason } from "../words.ts";

type Props = {
  actor: Member;
  campaign: Campaign;
  search: Record<string, string | string[] | undefined>;
};

/** Everybody the campaign was about, person by person: who got it, who did not, and why. */
export async function Deliveries({ actor, campaign, search: given }: Props) {
  const here = `/campaigns/${campaign.id}`;
  const asked = one(given.state);
  const state = isDeliveryState(asked) ? asked : undefined;
  const reason = one(given.reason);
  const search = one(given.search);
  const cursor = one(given.cursor);
  const { rows, nextCursor } = await pageQuery(listDeliveries, actor, {
    campaignId: campaign.id,
    state,
    reason,
    search,
    cursor,
  });
  const all = Object.values(campaign.counts).reduce((sum, count) => sum + count, 0);
  const shown = (Object.keys(deliveryStates) as DeliveryState[]).filter(
    (each) => campaign.counts[each] > 0 || each === state || each === "sent",
  );
  // While it is sent, the card above counts; numbers here would stand still beside it.
  const counted = (count: number) => (campaign.state === "sending" ? undefined : count);
  const reasons = campaign.reasons.filter((each) => each.state === state);
  return (
    <section aria-label="Deliveries" id="deliveries">
      <h2 className="mb-1 text-16">Who got it, and who did not</h2>
      <Tabs
        label="Deliveries by state"
        tabs={[
          { href: address(here, { search }), label: "Everybody", count: counted(all), current: !state },
          ...shown.map((each) => ({
            href: address(here, { state: each, search }),
            label: deliveryStates[each].name,
            count: counted(campaign.counts[each]),
            current: state === each,
          })),
        ]}
      />
      <LedgerTable
        caption="Deliveries"
        columns={columns}
        rows={rows}
        rowKey={({ contactId }) => contactId}
        toolbar={
          <AddressFilter
            action={here}
            search={search}
            keep={{ state }}
            clearHref={(search || reason) && address(here, { state })}
          >
            {reasons.length > 1 && (
              <Field name="reason" label="Why" optional quiet>
                <Select
                  defaultValue={reason}
                  placeholder="Any reason"
                  options={reasons.map((each) => ({
                    value: each.reason,
                    label: `${capital(shortReason(each.reason))} (${formatNumber(each.count)})`,
                  }))}
                />
              </Field>
            )}
          </AddressFilter>
        }
        empty={
          <EmptyState
            title={all === 0 ? "No messages yet" : "No matching messages"}
            action={all > 0 && <Button href={here}>Show everybody</Button>}
          >
            {all === 0
              ? "The people it goes to appear here."
              : "No delivery of this campaign matches what you chose."}
          </EmptyState>
        }
        pagination={
          <Pagination
            newerHref={cursor && address(here, { state, reason, search })}
            newerLabel="First"
            olderHref={nextCursor && address(here, { state, reason, search, cursor: nextCursor })}
            olderLabel="Next"
          />
        }
      />
    </section>
  );
}

type Row = Awaited<ReturnType<typeof listDeliveries>>["rows"][number];

const columns: Column<Row>[] = [
  {
    key: "address",
    header: "Address",
    cell: ({ email, contactId, reason }) =>
      email === "" ? (
        <span className="text-13 text-ink-faint">Erased</span>
      ) : reason === "contact_deleted" ? (
        <span className="font-mono text-13 text-ink-faint wrap-anywhere">{email}</span>
      ) : (
        <Link
          href={`/contacts/${contactId}`}
          className="inline-flex min-h-6 min-w-48 items-center align-middle font-mono text-13 hover:underline wrap-anywhere"
        >
          <Address email={email} />
        </Link>
      ),
  },
  {
    key: "state",
    header: "State",
    tight: true,
    cell: ({ state }) => (
      <StatusDot tone={deliveryStates[state].tone}>{deliveryStates[state].name}</StatusDot>
    ),
  },
  { key: "why", header: "Why", cell: (row) => why(row) },
  {
    key: "when",
    header: "When",
    tight: true,
    cell: ({ sentAt, endedAt }) => {
      const at = sentAt ?? endedAt;
      return at ? <Time value={at} /> : <span className="text-ink-faint">–</span>;
    },
  },
];

/** Nothing where there is nothing to say: a card on a phone then leaves the line out. */
function why(row: Row) {
  const { state, reason, reply, messageId, attempts, dueAt } = row;
  const words = reasonWords(state, reason);
  const waits = state === "queued" && attempts > 0;
  // What a server says to a message it takes is worth no line; it stands on the contact's page.
  const answer = state !== "sent" && (reply || messageId);
  if (!words && !waits && !answer) return null;
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-2 text-13 text-ink-soft">
      {words && <span>{words}</span>}
      {waits && (
        <span>
          Tried {attempts === 1 ? "once" : `${attempts} times`}
          {dueAt > new Date() ? (
            <>
              , next try <Time value={dueAt} />
            </>
          ) : (
            ", waits for its turn"
          )}
        </span>
      )}
      {answer && (
        <Popover
          trigger="What the server said"
          triggerClassName="cursor-pointer rounded-s text-ink-faint underline decoration-dotted underline-offset-3 hover:text-ink"
        >
          <div className="p-2 text-13">
            <Facts
              facts={[
                ...(reply ? [{ label: "Reply", value: reply, mono: true }] : []),
                ...(messageId ? [{ label: "Message-ID", value: messageId, mono: true }] : []),
                ...(attempts > 0 ? [{ label: "Tries", value: formatNumber(attempts) }] : []),
              ]}
            />
          </div>
        </Popover>
      )}
    </span>
  );
}

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
