import { type Group, groups } from "#lib/core/audit/groups.ts";
import type { EventWords, Facts } from "#lib/core/audit/words.ts";
import { reasonWords } from "./reasons.ts";
import { currentName, everyNameOf } from "./renamed.ts";
import { type AuditAction, events } from "./vocabulary.ts";

/** Returns the action of a name, also of an older version's name; null when there is none. */
export function actionNamed(name: string): AuditAction | null {
  const current = currentName(name);
  return Object.hasOwn(events, current) ? (current as AuditAction) : null;
}

/** Returns the words of an action; null for one of a newer version. */
export function eventOf(name: string): EventWords | null {
  const action = actionNamed(name);
  return action && events[action];
}

/** Returns "connect a mail account" as "Connect a mail account". */
export const eventName = (action: string): string => {
  const words = eventOf(action)?.to ?? action;
  return words.charAt(0).toUpperCase() + words.slice(1);
};

export type Result = "done" | "refused" | "failed";

/** Returns an entry as a sentence of two parts: the actor, and the action. */
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
    return { who, what: `tried to ${event.to} and was refused${why}` };
  }
  return event.by?.(known) ?? { who, what: say(event.did, known) };
}

const say = (words: EventWords["did"], facts: Facts) => (typeof words === "string" ? words : words(facts));

const unknown: Record<Result, string> = { done: "did", refused: "was refused:", failed: "could not do" };

/** Name of an actor who is not signed in. */
export const somebody = "Somebody";

/** Events of each group, in their written order, for the filter; `also` belong to it in part. */
export const eventsByGroup: { group: Group; label: string; actions: AuditAction[]; also: AuditAction[] }[] = (
  Object.keys(groups) as Group[]
).flatMap((group) => {
  const all = Object.keys(events) as AuditAction[];
  const actions = all.filter((action) => events[action].group === group);
  const also = all.filter((action) => eventOf(action)?.alsoIn?.group === group);
  return actions.length > 0 ? [{ group, label: groups[group], actions, also }] : [];
});

/**
 * Returns the events of a filter that belong to its group in part, with the field of `detail` that must be above zero. One
 * event chosen by itself is no group.
 */
export function partsOf(actions: readonly AuditAction[]): { action: AuditAction; counted: string }[] {
  const [first] = actions;
  const group = first && actions.length > 1 && events[first].group;
  return actions.flatMap((action) => {
    const also = eventOf(action)?.alsoIn;
    return also && also.group === group ? [{ action, counted: also.counted }] : [];
  });
}

/** Returns the events whose words contain every typed word: "passkey remove" finds "Remove a passkey". */
export function eventsNamed(text: string): AuditAction[] {
  const exact = text.trim();
  const named = actionNamed(exact);
  if (named) return [named];
  const typed = text
    .toLowerCase()
    .split(/[\s._]+/)
    .filter(Boolean);
  if (typed.length === 0) return [];
  return (Object.keys(events) as AuditAction[]).filter((action) => {
    const { to, group } = events[action];
    const words =
      `${to} ${groups[group]} ${everyNameOf(action).join(" ").replaceAll(/[._]/g, " ")}`.toLowerCase();
    return typed.every((word) => words.includes(word));
  });
}
