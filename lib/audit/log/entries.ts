import { deviceName } from "#lib/account/devices/device-name.ts";
import { locate, placeName } from "#lib/account/devices/location.ts";
import type { Row } from "#lib/audit/log/search/read.ts";
import { isTechnical, uncaused } from "#lib/audit/log/search/technical.ts";
import type { InWorkspace } from "#lib/core/actor.ts";
import type { Facts, Noun } from "#lib/core/audit/words.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { type Change, changesOf, nounOfField } from "./changes.ts";
import type { Entry, Where } from "./entry.ts";
import { factsOf } from "./facts.ts";
import { aboutsOf, originsOf, type Personal } from "./opened.ts";
import { peopleById } from "./people.ts";
import { namesOfTargets, type Target, targetKey } from "./targets.ts";
import { whoActed } from "./who.ts";
import { eventOf, sentenceOf } from "./words.ts";

type Read = { row: Row; detail: Facts["detail"]; noun: Noun | undefined; origin: Personal; about: Personal };
type Names = { people: Map<string, { name: string; email: string }>; targets: Map<string, string> };

/** Returns entries in words. Opens their sealed data and looks up the names, for all entries at once. */
export async function entriesOf(db: Transaction, actor: InWorkspace, rows: readonly Row[]): Promise<Entry[]> {
  const { workspaceId } = actor;
  const [origins, abouts] = await Promise.all([originsOf(workspaceId, rows), aboutsOf(workspaceId, rows)]);
  const read = rows.map((row, at): Read => {
    const detail = JSON.parse(row.detail) as Facts["detail"];
    const target = eventOf(row.action)?.target;
    const noun = typeof target === "function" ? target(detail) : target;
    return { row, detail, noun, origin: origins[at] ?? null, about: abouts[at] ?? null };
  });
  const [alarms, people, targets] = await Promise.all([
    uncaused(db, rows),
    peopleById(db, idsOf(read.flatMap(peopleIn))),
    namesOfTargets(db, workspaceId, read.flatMap(targetsIn)),
  ]);
  return Promise.all(read.map((each) => entryOf(each, { people, targets }, { workspaceId, alarms })));
}

async function entryOf(
  read: Read,
  names: Names,
  { workspaceId, alarms }: { workspaceId: string; alarms: Set<string> },
): Promise<Entry> {
  const { row, detail, noun, origin, about } = read;
  const facts = whoActed(read, names);
  const { who, what } = sentenceOf(row.action, row.result, facts);
  const known = noun !== undefined && row.target !== null && isKnown(noun, row.target, names);
  return {
    id: row.id,
    chain: row.chain_id === workspaceId ? "workspace" : "account",
    seq: Number(row.seq),
    hash: row.hash.toString("hex"),
    at: new Date(row.at),
    exactly: row.at,
    action: row.action,
    result: row.result,
    who,
    what,
    actor: {
      kind: row.actor_kind,
      id: row.actor_id,
      email: names.people.get(row.actor_id ?? "")?.email ?? null,
    },
    target:
      noun && row.target
        ? { noun, id: row.target, name: nameOf(noun, row.target, names) ?? facts.name, known }
        : null,
    facts: factsOf(row.action, detail, about, noun),
    changes: changesIn(row.action, detail, about, names),
    where: await whereOf(origin),
    requestId: row.request_id,
    cause: causeOf(read),
    technical: isTechnical(row),
    alarm: alarms.has(row.id),
    more: moreOf(detail),
  };
}

/**
 * Returns what an entry belongs to: the cause it names itself, the import it is about, otherwise its request. Entries
 * of one request that name no cause are joined to it by `linesOf`.
 */
function causeOf({ row, detail, noun }: Read): string {
  if (typeof detail.cause === "string") return `cause ${detail.cause}`;
  if (noun === "import" && row.target && eventOf(row.action)?.group === "imports")
    return `import ${row.target}`;
  return `request ${row.request_id}`;
}

function moreOf({ more, since, until }: Facts["detail"]): Entry["more"] {
  if (typeof more !== "number" || typeof since !== "string" || typeof until !== "string") return null;
  return { count: more, since: new Date(since), until: new Date(until) };
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const idsOf = (given: (string | null | undefined)[]) => [
  ...new Set(given.filter((id): id is string => typeof id === "string" && uuid.test(id))),
];

function peopleIn({ row, detail, noun }: Read) {
  const member = typeof detail.member === "string" ? detail.member : null;
  return [row.actor_id, row.user_id, noun === "user" ? row.target : null, member];
}

function targetsIn({ row, noun, detail }: Read): Target[] {
  const named = changesOf(detail).flatMap(({ key, before, after }) => {
    const of = nounOfField(key);
    return of ? [before, after].map((id) => ({ noun: of, id: id ?? "" })) : [];
  });
  const contact =
    row.actor_kind === "subscriber" ? [{ noun: "contact" as const, id: row.actor_id ?? "" }] : [];
  const own = noun && row.target ? [{ noun, id: row.target }] : [];
  return [...own, ...contact, ...named].filter(({ id }) => uuid.test(id));
}

function nameOf(noun: Noun, id: string, { people, targets }: Names): string | null {
  return (noun === "user" ? people.get(id)?.name : targets.get(targetKey({ noun, id }))) || null;
}

// Sessions, passkeys and recoveries share one page, with none for each.
const isKnown = (noun: Noun, id: string, { people, targets }: Names) =>
  ["session", "passkey", "recovery"].includes(noun) ||
  (noun === "user" ? people.has(id) : targets.has(targetKey({ noun, id })));

function changesIn(action: string, detail: Facts["detail"], about: Personal, names: Names): Change[] {
  const named = changesOf(detail).map(({ key, before, after }) => {
    const noun = nounOfField(key);
    const say = (id: string | null) => (noun && id ? (nameOf(noun, id, names) ?? id) : id);
    return { key, before: say(before), after: say(after) };
  });
  const label = eventOf(action)?.renamed;
  if (label && about !== null && typeof about === "object" && "is" in about)
    named.push({ key: label, before: about.was ?? null, after: about.is ?? null });
  return named;
}

async function whereOf(origin: Personal): Promise<Where> {
  if (origin === null || typeof origin === "string") return origin;
  const { ip = null, userAgent = null } = origin;
  return { ip, place: placeName(await locate(ip)), device: deviceName(userAgent), userAgent };
}
