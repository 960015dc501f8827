import { setRequestZone } from "#components/ui/request-zone.ts";
import { Time } from "#components/ui/time.tsx";
import { deviceName } from "#lib/account/devices/device-name.ts";
import { locate, placeName } from "#lib/account/devices/location.ts";
import type { MailedLinkSeen } from "#lib/account/mailed-links/look-at-link.ts";

/** Says what is asked for and by whom, so that nobody approves what they cannot see. */
export async function ChangeFacts({ change }: { change: NonNullable<MailedLinkSeen["change"]> }) {
  // The link's owner may have no session here, so the zone is the account's.
  setRequestZone(change.zone);
  const place = await locate(change.ip);
  const facts: [string, React.ReactNode][] = [
    [
      "New address",
      <span key="to" className="font-mono wrap-anywhere">
        {change.to}
      </span>,
    ],
    ["Asked", <Time key="at" value={change.at} as="minute" />],
    ["Browser", deviceName(change.userAgent)],
    ...(place.country ? ([["Place", placeName(place)]] as [string, string][]) : []),
    [
      "IP address",
      <span key="ip" className="font-mono wrap-anywhere">
        {change.ip ?? "unknown"}
      </span>,
    ],
  ];
  return (
    <dl className="mb-5 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
      {facts.map(([label, value]) => (
        <div key={label} className="contents">
          <dt className="text-ink-soft">{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
