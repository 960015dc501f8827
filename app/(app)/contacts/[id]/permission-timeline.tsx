import {
  Ban,
  CircleCheck,
  DoorOpen,
  FileUp,
  Mail,
  MailWarning,
  Pencil,
  ScanLine,
  Undo2,
  UserPlus,
} from "lucide-react";
import Link from "next/link";
import { formatNumber } from "#components/ui/format.ts";
import { Day, Time } from "#components/ui/time.tsx";
import { Timeline, type TimelineEntry } from "#components/ui/timeline.tsx";
import type { ContactFile } from "#lib/audience/contacts/get.ts";
import { type TimelineLine, timelineOf } from "#lib/audience/contacts/timeline.ts";
import { scannerSigns } from "#lib/audience/link-openings/scanner.ts";
import { skipReasons } from "#lib/audience/suppressions/reasons.ts";
import { stoppedOn } from "#lib/audience/suppressions/stopped-on.ts";
import { sourceWords } from "../words.ts";
import { consentLine } from "./consent-line.tsx";

/** What happened to a person's permission, newest first. `mayTake`: the reader may take receipts out. */
export function PermissionTimeline({ contact, mayTake }: { contact: ContactFile; mayTake: boolean }) {
  const lines = timelineOf(contact);
  return (
    <>
      {!contact.consents.some(({ kind }) => kind === "grant") && (
        <p className="mb-3 text-ink-soft">
          No consent is on record. No campaign goes to them until there is one.
        </p>
      )}
      <Timeline entries={lines.map((line) => entry(line, contact, mayTake))} />
    </>
  );
}

function entry(line: TimelineLine, contact: ContactFile, mayTake: boolean): TimelineEntry {
  const { id } = line;
  switch (line.kind) {
    case "consent":
      return consentLine(line.consent, contact.id, mayTake);
    case "added":
      return {
        id,
        at: contact.createdAt,
        icon: contact.importId ? <FileUp /> : <UserPlus />,
        what: <Added contact={contact} />,
      };
    case "confirmed":
      return {
        id,
        at: line.confirmedAt,
        tone: "ok",
        icon: <CircleCheck />,
        what: (
          <>
            <Strong>Confirmed</Strong>: {line.newsletter}
          </>
        ),
        detail: "They confirmed it themselves, by the mail sent to their address.",
      };
    case "address":
      return {
        id,
        at: line.correctedAt,
        icon: <Pencil />,
        what: <Strong>Address corrected</Strong>,
        detail: "The audit log holds both addresses, sealed.",
      };
    case "message":
      return messageEntry(line.message);
    case "opened":
      return openingEntry(line.opening);
    default:
      return suppressionEntry(line);
  }
}

function suppressionEntry({
  id,
  kind,
  suppression,
}: Extract<TimelineLine, { kind: "suppressed" | "lifted" }>): TimelineEntry {
  const { reason, newsletter, source, note, createdAt, liftedAt, liftedNote } = suppression;
  const { day, at } = stoppedOn(suppression);
  const from = newsletter ?? "everything";
  if (kind === "lifted")
    return {
      id,
      at: liftedAt ?? createdAt,
      icon: <Undo2 />,
      what: (
        <>
          <Strong>Suppression lifted</Strong>: {from}
        </>
      ),
      detail: liftedNote,
    };
  return {
    id,
    at: at ?? undefined,
    tone: reason === "complained" || reason === "bounced" ? "danger" : "neutral",
    icon: reason === "bounced" ? <MailWarning /> : <Ban />,
    what: (
      <>
        <Strong>
          {stopWords[reason]}
          {day && (
            <>
              {" "}
              on <Day value={day} />
            </>
          )}
        </Strong>
        : {from}
      </>
    ),
    detail: (
      <div className="grid justify-items-start gap-1">
        {note && <p className={source === "smtp_reply" ? "font-mono text-13" : undefined}>{note}</p>}
        <p>
          {!day && !at && "The day is not known. "}
          Recorded <Time value={createdAt} as="date" /> from {sourceWords[source]}.{" "}
          <Link href={`/settings/compliance/suppressions/${suppression.id}`} className="link">
            See the suppression
          </Link>
        </p>
      </div>
    ),
  };
}

const stopWords = {
  complained: "Reported spam",
  unsubscribed: "Unsubscribed",
  bounced: "Bounced for good",
  manual: "Suppressed by you",
};

function messageEntry({
  campaignId,
  campaign,
  state,
  reason,
  reply,
  sentAt,
  endedAt,
  askedAt,
}: ContactFile["messages"][number]): TimelineEntry {
  const skipped = state === "skipped" ? skipReasons[reason as keyof typeof skipReasons] : undefined;
  return {
    id: campaignId,
    at: sentAt ?? endedAt ?? askedAt ?? undefined,
    tone: state === "failed" ? "danger" : state === "unknown" ? "warn" : undefined,
    icon: <Mail />,
    what: (
      <>
        <Strong>{messageWords[state]}</Strong>:{" "}
        <Link href={`/campaigns/${campaignId}`} className="link">
          {campaign}
        </Link>
      </>
    ),
    detail: skipped ?? (state === "failed" ? reply : undefined),
  };
}

/** An opening of a link: a person's, or, paler, what was probably a program. */
function openingEntry({
  id,
  page,
  campaignId,
  campaign,
  times,
  agent,
  sign,
  at,
}: ContactFile["openings"][number]): TimelineEntry {
  const link = (
    <Link href={`/campaigns/${campaignId}`} className="link">
      {campaign}
    </Link>
  );
  if (sign)
    return {
      id,
      at,
      icon: <ScanLine />,
      what: (
        <>
          Probably a security scanner opened the {pageWords[page]}: {link}
        </>
      ),
      detail: `${times > 1 ? `${formatNumber(times)} times. ` : ""}${agent ?? "It"}: ${scannerSigns[sign]}. It changed nothing, and does not count as a person.`,
    };
  return {
    id,
    at,
    icon: <DoorOpen />,
    what: (
      <>
        <Strong>Opened the {pageWords[page]}</Strong>: {link}
      </>
    ),
    detail: times > 1 ? `${formatNumber(times)} times within an hour.` : undefined,
  };
}

const pageWords = { unsubscribe: "unsubscribe page", preferences: "preference page" };

const messageWords = {
  queued: "Message waiting",
  sending: "Message being sent",
  sent: "Mailed",
  failed: "Message failed",
  unknown: "Message sent, delivery unknown",
  skipped: "Message not sent",
};

function Added({ contact: { source, importId, importFile } }: { contact: ContactFile }) {
  if (!importId)
    return (
      <>
        <Strong>Added to your contacts</Strong> from {sourceWords[source]}
      </>
    );
  return (
    <>
      <Strong>Imported</Strong> from{" "}
      <Link href={`/contacts/imports/${importId}`} className="link">
        {importFile || "a file"}
      </Link>
    </>
  );
}

const Strong = ({ children }: { children: React.ReactNode }) => (
  <span className="font-medium text-ink">{children}</span>
);
