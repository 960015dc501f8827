import { Badge } from "#components/ui/badge.tsx";
import { formatDate, formatPercent } from "#components/ui/format.ts";
import { requestZone } from "#components/ui/request-zone.ts";
import type { CampaignState } from "#lib/sending/campaigns/state.ts";

type Campaign = {
  state: CampaignState;
  finishedAt: string | null;
  /** How many of `total` were tried to an end. */
  done: number;
  total: number;
};

/** "Draft", "Sending 42%", "Paused at 42%", "Sent 12 Nov 2026". */
export function CampaignBadge({ campaign }: { campaign: Campaign }) {
  const { state, finishedAt, done, total } = campaign;
  // Rounded down: 100% is said when it is so.
  const share = formatPercent(total === 0 ? 0 : Math.floor((done / total) * 100) / 100, 0);
  if (state === "draft") return <Badge>Draft</Badge>;
  if (state === "sending") return <Badge tone="ok">Sending {share}</Badge>;
  if (state === "paused") return <Badge tone="warn">Paused at {share}</Badge>;
  return <Badge tone="ok">Sent{finishedAt && ` ${formatDate(new Date(finishedAt), requestZone())}`}</Badge>;
}
