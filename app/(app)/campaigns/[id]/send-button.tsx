import { Send } from "lucide-react";
import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { Button } from "#components/ui/button.tsx";
import { formatNumber, plural } from "#components/ui/format.ts";
import { Facts } from "#components/ui/proof-chip.tsx";
import type { CampaignCheck } from "#lib/sending/campaigns/check.ts";
import { sendCampaignAction } from "../actions.ts";
import type { Campaign } from "../load.ts";
import { leftOutOf, reasonsOf, shortReason, toWords } from "../words.ts";
import { UnsignedConsent } from "./unsigned-consent.tsx";

/** Sends the campaign once it is confirmed, or says what keeps it. */
export function SendButton({ campaign, check }: { campaign: Campaign; check: CampaignCheck }) {
  const stops = check.lines.filter(({ state }) => state === "stop").length;
  if (!check.ready) {
    return (
      <span className="flex items-center gap-2">
        <Button disabled variant="primary" icon={<Send aria-hidden="true" />} aria-describedby="why-not">
          Send
        </Button>
        <span id="why-not" className="max-w-48 text-13 text-danger-ink">
          {`Fix ${plural(stops, "issue")} to send`}
        </span>
      </span>
    );
  }
  const people = plural(check.audience.eligible, "person", "people");
  const left = leftOutOf(check.audience.skipped);
  const why = reasonsOf(check.audience.skipped).map(
    ([reason, count]) => `${formatNumber(count)} ${shortReason(reason)}`,
  );
  return (
    <ConfirmButton
      action={sendCampaignAction}
      hidden={{
        campaignId: campaign.id,
        expected: String(check.audience.eligible),
        ...(!check.signed && { asked: "unsigned" }),
      }}
      fields={!check.signed && <UnsignedConsent />}
      label={campaign.state === "scheduled" ? "Send now…" : "Send…"}
      icon={<Send aria-hidden="true" />}
      variant={campaign.state === "scheduled" ? "secondary" : "primary"}
      title={`Send to ${people} now?`}
      confirm={`Send to ${people}`}
      confirmVariant="primary"
      cancel="Not yet"
    >
      <Facts
        facts={[
          { label: "Campaign", value: campaign.name },
          { label: "Subject", value: campaign.subject },
          { label: "From", value: campaign.fromAddress ?? "", mono: true },
          { label: "To", value: `${people} of ${toWords(campaign)}` },
          ...(left > 0
            ? [{ label: "Left out", value: `${plural(left, "person", "people")}: ${why.join(", ")}` }]
            : []),
        ]}
      />
      <p>
        Sending starts right away. You can pause it, but messages already sent cannot be recalled. Anyone who
        unsubscribes meanwhile is left out.
      </p>
    </ConfirmButton>
  );
}
