import { MailQuestion, Undo2 } from "lucide-react";
import Link from "next/link";
import { plural } from "#components/ui/format.ts";
import { ProofChip } from "#components/ui/proof-chip.tsx";
import { Day, Time } from "#components/ui/time.tsx";
import type { TimelineEntry } from "#components/ui/timeline.tsx";
import type { ContactFile } from "#lib/audience/contacts/get.ts";
import { sectionOf as sectionOfGround } from "#lib/audience/contacts/grounds.ts";
import { isOwnWord } from "#lib/audience/contacts/own-word.ts";
import { groundWords } from "../grounds.ts";
import { sourceWords } from "../words.ts";

type Consent = ContactFile["consents"][number];

/** Returns a line about what they agreed to, asked for or took back, with the evidence a regulator would ask for. */
export function consentLine(consent: Consent, contactId: string, mayTake: boolean): TimelineEntry {
  const { id, kind, wording, expiresAt, occurredAt, givenOn, endsOn } = consent;
  const withdrawn = kind === "withdrawal";
  const requested = kind === "request";
  const expired = expiresAt !== null && expiresAt < new Date();
  const place = said(consent, "consentSource");
  return {
    id,
    at: !givenOn && isOwnWord(consent) ? occurredAt : undefined,
    tone: withdrawn || requested ? "neutral" : expired ? "warn" : "ok",
    icon: withdrawn ? <Undo2 /> : requested ? <MailQuestion /> : undefined,
    what: (
      <>
        <span className="font-medium text-ink">
          {withdrawn ? (
            <>
              Unsubscribed
              {givenOn && (
                <>
                  {" "}
                  on <Day value={givenOn} />
                </>
              )}
            </>
          ) : requested ? (
            <>
              Asked to come back
              {givenOn && (
                <>
                  {" "}
                  on <Day value={givenOn} />
                </>
              )}
            </>
          ) : givenOn ? (
            <>
              {givenWords[consent.basis]} <Day value={givenOn} />
            </>
          ) : (
            groundWords[consent.basis]
          )}
          {place && `, ${place}`}
        </span>
        {`: ${scope(consent)}`}
      </>
    ),
    detail: (
      <div className="grid justify-items-start gap-1">
        {wording && <blockquote className="max-w-[70ch] text-14 text-ink-soft">“{wording}”</blockquote>}
        {!givenOn && !isOwnWord(consent) && <p>{noDay(consent)}</p>}
        {confirmedWords(consent)}
        {requested && <p>It grants nothing until they confirm it themselves.</p>}
        {expiresAt && (
          <p className={expired ? "text-warn-ink" : undefined}>
            {expired ? "Ended" : "Ends"}{" "}
            {endsOn ? <Day value={endsOn} /> : <Time value={expiresAt} as="date" />}
            {!expired && `, in ${daysUntil(expiresAt)}`} ({sectionOf(consent.basis)})
          </p>
        )}
        <p>
          {givenOn && !withdrawn && !requested && `${groundWords[consent.basis]}. `}
          Recorded <Time value={occurredAt} as="date" /> from{" "}
          {consent.importId ? <FileLink consent={consent} /> : sourceWords[consent.source]}
          {recorder(consent) && ` by ${recorder(consent)}`}
          {!recorder(consent) && consent.ip && `, IP ${consent.ip}`}
        </p>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <ProofChip label="See the record" evidence={proof(consent)}>
            {consent.forFile && "One record stands for everybody in the file."}
            {consent.attested && "Their row of the file, and what was attested for all of it."}
          </ProofChip>
          {mayTake && (
            <>
              <a
                href={`/contacts/${contactId}/receipts/${id}?format=html`}
                download
                className="link inline-flex min-h-6 items-center"
              >
                Receipt
              </a>
              <a
                href={`/contacts/${contactId}/receipts/${id}`}
                download
                aria-label="Receipt as JSON"
                className="link inline-flex min-h-6 items-center"
              >
                JSON
              </a>
            </>
          )}
        </div>
      </div>
    ),
  };
}

/** A confirmation that a file tells of: the day and the address, apart from the day the consent was given. */
function confirmedWords(consent: Consent) {
  const day = said(consent, "confirmedOn");
  const written = said(consent, "confirmedAt");
  const ip = said(consent, "confirmIp");
  const signup = said(consent, "consentIp");
  if (!written && !ip) return signup ? <p>Signed up from IP {signup}, as the file says.</p> : null;
  return (
    <p>
      {signup && `Signed up from IP ${signup}. `}Confirmed
      {day ? (
        <>
          {" "}
          on <Day value={day} />
        </>
      ) : (
        written && ` “${written}”`
      )}
      {ip && ` from IP ${ip}`}, as the file says.
    </p>
  );
}

const sectionOf = (basis: Consent["basis"]) => (basis === "withdrawal" ? "" : sectionOfGround(basis));

/** Countdown of an implied consent. */
const daysUntil = (end: Date) =>
  plural(Math.max(1, Math.ceil((end.getTime() - Date.now()) / 86_400_000)), "day");

const givenWords: Record<string, string> = {
  express: "Agreed on",
  implied_purchase: "Bought something on",
  implied_inquiry: "Asked something on",
  implied_non_business: "Gave, volunteered or was a member on",
  implied_publication: "Address found published on",
  implied_disclosed: "Gave you the address on",
  legitimate_interest: "Legitimate interest since",
};

function scope({ newsletter, kind }: Consent) {
  return newsletter ?? (kind === "withdrawal" ? "everything" : "no newsletter yet");
}

const recorder = ({ recordedBy, attested }: Consent) => attested?.recordedBy ?? recordedBy;

/** The day that is missing, and what follows from that. */
const noDay = ({ basis, kind }: Consent) =>
  kind === "withdrawal"
    ? "The day they asked was not recorded."
    : basis.startsWith("implied")
      ? "The day it counts from was not recorded, so it does not hold for people in Canada."
      : "The day they agreed was not recorded.";

const said = ({ evidence }: { evidence: Record<string, unknown> }, key: string) =>
  typeof evidence[key] === "string" ? (evidence[key] as string) : null;

function proof(consent: Consent) {
  const { attested, givenOn } = consent;
  const whole = attested ?? consent;
  const confirmedOn = said(consent, "confirmedOn");
  const lines = [
    {
      label: consent.kind === "withdrawal" ? "Asked on" : "Given on",
      value: givenOn && <Day value={givenOn} />,
    },
    { label: "Date as written", value: said(consent, "consentedAt") },
    { label: "They agreed at", value: said(consent, "consentSource") },
    { label: "Notice they saw", value: said(consent, "noticeVersion") },
    { label: "They bought", value: said(consent, "bought") },
    { label: "Signed up from IP", value: said(consent, "consentIp"), mono: true },
    { label: "Confirmed on", value: confirmedOn && <Day value={confirmedOn} /> },
    { label: "Confirmation as written", value: said(consent, "confirmedAt") },
    { label: "Confirmed from IP", value: said(consent, "confirmIp"), mono: true },
    { label: "Recorded", value: <Time value={consent.occurredAt} as="exact" /> },
    { label: "File", value: consent.importId && <FileLink consent={consent} /> },
    { label: "Attested", value: said(whole, "attestation") },
    { label: "Attested at", value: attested && <Time value={attested.occurredAt} as="exact" /> },
    { label: attested ? "Attested by" : "Recorded by", value: whole.recordedBy },
    { label: whole.recordedBy ? "Recorded from IP" : "IP address", value: whole.ip, mono: true },
    { label: "Browser", value: whole.userAgent },
  ];
  return lines.filter(({ value }) => value);
}

function FileLink({ consent }: { consent: Consent }) {
  return (
    <Link href={`/contacts/imports/${consent.importId}`} className="link">
      {consent.importFile || "The imported file"}
    </Link>
  );
}
