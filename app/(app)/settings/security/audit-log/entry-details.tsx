import Link from "next/link";
import type { ReactNode } from "react";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { formatExact, formatNumber } from "#components/ui/format.ts";
import type { Entry } from "#lib/audit/log/entry.ts";
import type { TimeZone } from "#lib/core/time-zone.ts";
import { Difference } from "./difference.tsx";
import { type Given, listAddress } from "./list-address.ts";
import { addressOf, kindWords, nounWords } from "./words.ts";

type DetailsProps = { entry: Entry; zone: TimeZone; given: Given };

/** Everything the log holds of an entry. Its values come from outside: they are shown as text and never wider than the page. */
export function EntryDetails({ entry, zone, given }: DetailsProps) {
  const narrow = (filter: Given) => listAddress({ ...given, ...filter });
  const { actor, target, facts, changes, requestId } = entry;
  return (
    <div className="log-details">
      {entry.alarm && (
        <p className="text-danger-ink">
          A secret was opened, and no sign-in or command of the same request asked for it. Ask who looks after
          this installation what it was.
        </p>
      )}
      {changes.length > 0 && <Difference changes={changes} />}
      <dl>
        <Line label="When">
          {formatExact(entry.at, zone)}
          <Mono>{entry.exactly}</Mono>
        </Line>
        <Line label="Who">
          <bdi>{entry.who}</bdi>
          {actor.email && <Mono>{actor.email}</Mono>}
          <Quiet>{kindWords[actor.kind] ?? actor.kind}</Quiet>
        </Line>
        <Line label="Event">
          <Mono>{entry.action}</Mono>
          <More href={narrow({ type: entry.action })}>All of this kind</More>
        </Line>
        {target && <TargetLine target={target} />}
        {facts.map(({ label, value }) => (
          <Line key={label} label={label}>
            <bdi className="whitespace-pre-wrap">{value}</bdi>
          </Line>
        ))}
        <Origin entry={entry} narrow={narrow} />
        {requestId && (
          <Line label="Request">
            <Mono>{requestId}</Mono>
            <More href={narrow({ q: requestId })}>All of this request</More>
          </Line>
        )}
        <Line label="Entry">
          No. {formatNumber(entry.seq)} of {entry.chain === "workspace" ? "the workspace" : "the account"}
          <Mono>{entry.id}</Mono>
        </Line>
        <Line label="Hash">
          <Mono>{entry.hash}</Mono>
          <CopyButton text={entry.hash} label="Copy the hash" iconOnly />
        </Line>
      </dl>
    </div>
  );
}

function TargetLine({ target }: { target: NonNullable<Entry["target"]> }) {
  const href = target.known ? addressOf(target.noun, target.id) : null;
  const name = target.name ?? nounWords[target.noun];
  return (
    <Line label={target.name ? nounWords[target.noun] : "About"}>
      {href ? (
        <Link href={href} className="link">
          <bdi>{name}</bdi>
        </Link>
      ) : (
        <bdi>{name}</bdi>
      )}
      {!target.known && <Quiet>No longer there</Quiet>}
      <Mono>{target.id}</Mono>
    </Line>
  );
}

function Origin({ entry: { where }, narrow }: { entry: Entry; narrow: (filter: Given) => string }) {
  if (where === null) return null;
  if (where === "erased") return <Line label="From">Erased, with the other data of this person</Line>;
  if (where === "broken") return <Line label="From">It does not open. Verify the log.</Line>;
  const { ip, place, device, userAgent } = where;
  return (
    <>
      <Line label="From">
        <span>{place}</span>
        {ip && <Mono>{ip}</Mono>}
        {ip && <More href={narrow({ address: ip })}>All from this address</More>}
      </Line>
      {userAgent && (
        <Line label="Browser">
          <span>{device}</span>
          <Mono>{userAgent}</Mono>
        </Line>
      )}
    </>
  );
}

const Line = ({ label, children }: { label: string; children: ReactNode }) => (
  <div>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
);

const Mono = ({ children }: { children: ReactNode }) => (
  <bdi className="font-mono text-13 text-ink-soft wrap-anywhere">{children}</bdi>
);

const Quiet = ({ children }: { children: ReactNode }) => <span className="text-ink-faint">{children}</span>;

const More = ({ href, children }: { href: string; children: ReactNode }) => (
  <Link href={href} className="link text-13" prefetch={false}>
    {children}
  </Link>
);
