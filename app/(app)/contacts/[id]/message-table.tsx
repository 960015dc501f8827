import Link from "next/link";
import { StatusDot, type Tone } from "#components/ui/badge.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#components/ui/table.tsx";
import { Time } from "#components/ui/time.tsx";
import type { getContact } from "#lib/audience/contacts/get.ts";
import { skipReasons } from "#lib/audience/suppressions/reasons.ts";

type Message = Awaited<ReturnType<typeof getContact>>["messages"][number];

const states: Record<Message["state"], { words: string; tone: Tone }> = {
  queued: { words: "Waiting", tone: "neutral" },
  sending: { words: "Being sent", tone: "neutral" },
  sent: { words: "Sent", tone: "ok" },
  failed: { words: "Failed", tone: "danger" },
  unknown: { words: "Not known", tone: "warn" },
  skipped: { words: "Not sent", tone: "neutral" },
};

/** The campaigns that were for this person, newest first, and what became of each message. */
export function MessageTable({ messages }: { messages: Message[] }) {
  if (messages.length === 0)
    return <p className="px-4 pt-1 pb-4 text-ink-soft">No campaigns sent to this contact yet.</p>;
  return (
    <Table caption="Messages to this person, newest first">
      <TableHead>
        <HeadCell>Campaign</HeadCell>
        <HeadCell>State</HeadCell>
        <HeadCell data-tight="">Sent</HeadCell>
      </TableHead>
      <TableBody>
        {messages.map(({ campaignId, campaign, state, reason, sentAt }) => (
          <Row key={campaignId}>
            <Cell phone="title">
              <Link href={`/campaigns/${campaignId}`} className="row-link">
                {campaign}
              </Link>
            </Cell>
            <Cell label="State">
              <span className="grid">
                <StatusDot tone={states[state].tone}>{states[state].words}</StatusDot>
                {state === "skipped" && (
                  <span className="text-13 text-ink-faint">
                    {skipReasons[reason as keyof typeof skipReasons]}
                  </span>
                )}
              </span>
            </Cell>
            <Cell label="Sent" phone={sentAt ? "line" : "hide"} tight>
              {sentAt && <Time value={sentAt} />}
            </Cell>
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}
