import { Undo2 } from "lucide-react";
import Link from "next/link";
import { ProofChip } from "#components/ui/proof-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import { Timeline, type TimelineEntry } from "#components/ui/timeline.tsx";
import type { getContact } from "#lib/audience/contacts/get.ts";
import { groundWords } from "../grounds.ts";
import { sourceWords } from "../words.ts";

type Consent = Awaited<ReturnType<typeof getContact>>["consents"][number];

/** What they agreed to and took back, newest first, each with the evidence a regulator would ask for. */
export function ConsentTimeline({ consents }: { consents: Consent[] }) {
  return (
    <Timeline
      entries={consents.map((consent) => entry(consent))}
      empty={<p className="text-ink-soft">Nothing is on record. No campaign goes to them until there is.</p>}
    />
  );
}

function entry(consent: Consent): TimelineEntry {
  const { id, kind, newsletter, wording, expiresAt, occurredAt } = consent;
  const withdrawn = kind === "withdrawal";
  const expired = expiresAt !== null && expiresAt < new Date();
  return {
    id,
    at: occurredAt,
    tone: withdrawn ? "neutral" : expired ? "warn" : "ok",
    icon: withdrawn ? <Undo2 /> : undefined,
    what: (
      <>
        <span className="font-medium text-ink">
          {withdrawn ? "Consent withdrawn" : groundWords[consent.basis]}
        </span>
        {newsletter ? `: ${newsletter}` : ": every newsletter"}
      </>
    ),
    detail: (
      <div className="grid justify-items-start gap-1">
        {wording && <blockquote className="max-w-[70ch] text-14 text-ink-soft">“{wording}”</blockquote>}
        {expiresAt && (
          <p className={expired ? "text-warn-ink" : undefined}>
            {expired ? "Ended" : "Ends"} <Time value={expiresAt} as="date" /> (CASL s.10(10))
          </p>
        )}
        <p>
          From {sourceWords[consent.source]}
          {consent.recordedBy && ` by ${consent.recordedBy}`}
          {!consent.recordedBy && consent.ip && `, IP ${consent.ip}`}
        </p>
        <ProofChip label="See the record" evidence={proof(consent)}>
          {consent.forFile && "One record stands for everybody in the file."}
        </ProofChip>
      </div>
    ),
  };
}

function proof(consent: Consent) {
  const { evidence } = consent;
  const said = (key: string) => (typeof evidence[key] === "string" ? (evidence[key] as string) : null);
  const lines = [
    { label: "When", value: <Time value={consent.occurredAt} as="exact" /> },
    { label: "Recorded by", value: consent.recordedBy },
    { label: "File", value: consent.importId && <FileLink consent={consent} /> },
    { label: "Attested", value: said("attestation") },
    { label: "They agreed on", value: said("consentedAt") },
    { label: "They agreed at", value: said("consentSource") },
    { label: "Their IP address", value: said("consentIp"), mono: true },
    { label: consent.recordedBy ? "Recorded from IP" : "IP address", value: consent.ip, mono: true },
    { label: "Browser", value: consent.userAgent },
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
