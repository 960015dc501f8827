import type { Row } from "#lib/audit/log/search/read.ts";
import type { Facts, Noun } from "#lib/core/audit/words.ts";
import type { Personal } from "./opened.ts";
import { targetKey } from "./targets.ts";
import { somebody } from "./words.ts";

type Given = { row: Row; detail: Facts["detail"]; noun: Noun | undefined; about: Personal };
type Names = { people: Map<string, { name: string }>; targets: Map<string, string> };

/** Returns the parts of an entry's sentence: actor, affected user, and the thing's name. */
export function whoActed({ row, detail, noun, about }: Given, names: Names): Facts {
  const personId = personIn({ row, detail, noun });
  return {
    who: actorName(row, names),
    person: personName(personId, { row, noun, about }, names),
    self: personId !== null && personId === row.actor_id,
    name: thingName({ row, detail, noun, about }, names),
    detail,
  };
}

function actorName({ actor_kind: kind, actor_id: id }: Row, { people, targets }: Names): string {
  switch (kind) {
    case "user":
    case "member":
      return people.get(id ?? "")?.name ?? "Somebody whose account is gone";
    case "subscriber":
      return targets.get(targetKey({ noun: "contact", id: id ?? "" })) || "A subscriber";
    case "apiKey":
      return "A program with an API key";
    case "provider":
      return "A mail provider";
    case "job":
      return "Mailneo";
    default:
      return somebody;
  }
}

/**
 * Returns the affected account: the target, or the one the detail names. In an account's own chain
 * it is that account.
 */
function personIn({ row, detail, noun }: Omit<Given, "about">): string | null {
  if (noun === "user" && row.target) return row.target;
  if (typeof detail.member === "string") return detail.member;
  return row.chain_id === row.user_id ? row.user_id : null;
}

function personName(
  id: string | null,
  { row, noun, about }: Omit<Given, "detail">,
  { people, targets }: Names,
) {
  if (about === "erased") return "an erased person";
  const said = about !== null && typeof about === "object" ? (about.member ?? about.address) : undefined;
  if (said) return said;
  if (noun === "invitation") return targets.get(targetKey({ noun, id: row.target ?? "" })) || null;
  return (id && people.get(id)?.name) || null;
}

function thingName({ row, detail, noun, about }: Given, { targets }: Names): string | null {
  const noted = detail.label ?? detail.name ?? detail.domain ?? detail.workspace;
  if (typeof noted === "string" && noted) return noted;
  if (about !== null && typeof about === "object" && about.passkey) return about.passkey;
  return (noun && row.target && targets.get(targetKey({ noun, id: row.target }))) || null;
}
