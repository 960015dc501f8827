import { accountWords } from "#lib/account/audit-words.ts";
import { factorWords } from "#lib/account/audit-words-factors.ts";
import { mailingWords } from "#lib/audience/audit-words.ts";
import { exportWords } from "#lib/audit/audit-words.ts";
import { proofWords } from "#lib/audit/audit-words-proof.ts";
import { type Group, groups } from "#lib/core/audit/groups.ts";
import type { EventWords, Facts } from "#lib/core/audit/words.ts";
import type { CommandName } from "#lib/core/command-names.ts";
import { keyWords } from "#lib/operations/audit-words.ts";
import { campaignWords } from "#lib/sending/audit-words.ts";
import { workspaceWords } from "#lib/team/audit-words.ts";
import { reasonWords } from "./reasons.ts";

/** What is recorded without a command of its own. */
export type OtherAction =
  | "audit_log.retain"
  | "credential.decrypt"
  | "demo.back_date"
  | "demo.clear"
  | "demo.sign_up"
  | "email_account.note_who_connected"
  | "session.start";
export type AuditAction = CommandName | OtherAction;

/** The words of every action there is: one that is missing here does not compile. */
export const events: Record<AuditAction, EventWords> = {
  ...accountWords,
  ...factorWords,
  ...workspaceWords,
  ...mailingWords,
  ...campaignWords,
  ...exportWords,
  ...keyWords,
  ...proofWords,
};

export const isAction = (value: string): value is AuditAction => Object.hasOwn(events, value);

/** The words of an action; null for one of an older or newer version. */
export const eventOf = (action: string): EventWords | null => (isAction(action) ? events[action] : null);

/** "connect a mail account" → "Connect a mail account". */
export const eventName = (action: string): string => {
  const words = eventOf(action)?.to ?? action;
  return words.charAt(0).toUpperCase() + words.slice(1);
};

export type Result = "done" | "refused" | "failed";

/** An entry as a sentence of two parts: who, and what they did. */
export function sentenceOf(action: string, result: Result, facts: Facts): { who: string; what: string } {
  const event = eventOf(action);
  const visitor = facts.who === somebody;
  const who = event?.proves && result === "done" && visitor && facts.person ? facts.person : facts.who;
  const known = { ...facts, who, self: facts.self || who === facts.person };
  const because = reasonWords(facts.detail.because);
  const why = because ? `; ${because}` : "";
  if (!event) return { who, what: `${unknown[result]} ${action}` };
  if (result === "failed") return { who, what: `could not ${event.to}: something went wrong on our side` };
  if (result === "refused") {
    const tried = visitor ? event.tried : undefined;
    if (tried) return { who, what: `${say(tried, known)}${why}` };
    return { who, what: `was refused: ${event.to}${why}` };
  }
  return { who, what: say(event.did, known) };
}

const say = (words: EventWords["did"], facts: Facts) => (typeof words === "string" ? words : words(facts));

const unknown: Record<Result, string> = { done: "did", refused: "was refused:", failed: "could not do" };

/** Who is not signed in. */
export const somebody = "Somebody";

/** The events of each group, in the order they are written down, for the filter. */
export const eventsByGroup: { group: Group; label: string; actions: AuditAction[] }[] = (
  Object.keys(groups) as Group[]
).flatMap((group) => {
  const actions = (Object.keys(events) as AuditAction[]).filter((action) => events[action].group === group);
  return actions.length > 0 ? [{ group, label: groups[group], actions }] : [];
});

/** The events whose words contain every word that was typed: "passkey remove" finds "Remove a passkey". */
export function eventsNamed(text: string): AuditAction[] {
  const exact = text.trim();
  if (isAction(exact)) return [exact];
  const typed = text
    .toLowerCase()
    .split(/[\s._]+/)
    .filter(Boolean);
  if (typed.length === 0) return [];
  return (Object.keys(events) as AuditAction[]).filter((action) => {
    const { to, group } = events[action];
    const words = `${to} ${groups[group]} ${action.replaceAll(/[._]/g, " ")}`.toLowerCase();
    return typed.every((word) => words.includes(word));
  });
}
