import type { Tone } from "#components/ui/badge.tsx";
import { plural } from "#components/ui/format.ts";
import type { RequestKind } from "#lib/privacy/subject-requests/fields.ts";

/** What a person asks for, in two words and with its article. */
export const kindWords: Record<RequestKind, string> = {
  access: "Copy of their data",
  rectify: "Correction",
  restrict: "Restriction",
  erase: "Erasure",
  object: "No advertising",
};

export const kindLaw: Record<RequestKind, string> = {
  access: "GDPR Art. 15, 20",
  rectify: "GDPR Art. 16",
  restrict: "GDPR Art. 18",
  erase: "GDPR Art. 17",
  object: "GDPR Art. 21(2)",
};

export const channelWords = {
  form: "Your page for requests",
  preferences: "Their preference page",
  member: "Entered by a member",
};

export const outcomeWords = {
  fulfilled: "Fulfilled",
  refused: "Refused",
  withdrawn: "Withdrawn",
  disowned: "Not theirs",
  erased: "Erased before it was confirmed",
};

type Clock = {
  daysLeft: number;
  closedAt: Date | null;
  identifiedAt?: Date | null;
  outcome: keyof typeof outcomeWords | null;
};

/** Where a request stands, in a word or two. */
export function clockOf({ daysLeft, closedAt, identifiedAt, outcome }: Clock): { words: string; tone: Tone } {
  if (closedAt) return { words: outcomeWords[outcome ?? "fulfilled"], tone: "neutral" };
  if (identifiedAt === null) return { words: "Unconfirmed", tone: "neutral" };
  if (daysLeft < 0) return { words: `Overdue by ${plural(-daysLeft, "day")}`, tone: "danger" };
  if (daysLeft === 0) return { words: "Due today", tone: "danger" };
  return { words: `${plural(daysLeft, "day")} left`, tone: daysLeft <= 7 ? "warn" : "ok" };
}
