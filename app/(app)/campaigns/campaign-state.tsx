import { Badge } from "#components/ui/badge.tsx";
import { formatDate, formatMinute, formatPercent } from "#components/ui/format.ts";
import { requestZone } from "#components/ui/request-zone.ts";
import type { CampaignState } from "#lib/sending/campaigns/state.ts";

type Campaign = {
  state: CampaignState;
  finishedAt: string | null;
  scheduledFor: string | null;
  heldReason: string | null;
  /** How many of `total` were tried to an end. */
  done: number;
  total: number;
};

/** "Draft", "Held", "Scheduled for 3 Dec 2026, 09:00", "Sending 42%", "Paused at 42%", "Sent 12 Nov 2026". */
export function CampaignBadge({ campaign }: { campaign: Campaign }) {
  const { state, finishedAt, scheduledFor, heldReason, done, total } = campaign;
  // Rounded down: 100% is said when it is so.
  const share = formatPercent(total === 0 ? 0 : Math.floor((done / total) * 100) / 100, 0);
  if (state === "scheduled" && scheduledFor)
    return <Badge tone="ok">Scheduled for {formatMinute(new Date(scheduledFor), requestZone())}</Badge>;
  if (state === "draft" && heldReason) return <Badge tone="warn">Held</Badge>;
  if (state === "draft" || state === "scheduled") return <Badge>Draft</Badge>;
  if (state === "sending") return <Badge tone="ok">Sending {share}</Badge>;
  if (state === "paused") return <Badge tone="warn">Paused at {share}</Badge>;
  return <Badge tone="ok">Sent{finishedAt && ` ${formatDate(new Date(finishedAt), requestZone())}`}</Badge>;
}
