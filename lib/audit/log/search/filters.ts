import ipaddr from "ipaddr.js";
import { z } from "zod";
import type { AuditAction } from "#lib/audit/log/vocabulary.ts";
import { actionNamed, eventsByGroup, eventsNamed, type Result } from "#lib/audit/log/words.ts";
import { isGroup } from "#lib/core/audit/groups.ts";
import { bounded, text } from "#lib/core/text.ts";
import { parseAddress } from "#lib/mail/address.ts";

/** Network address, range in CIDR ("203.0.113.0/24"), or e-mail address. */
export type AddressSought =
  | { kind: "network"; first: string; bits: number }
  | { kind: "email"; email: string };

/** Parsed text of the search box. */
export type Sought =
  | { kind: "id"; id: string }
  | { kind: "email"; email: string }
  | { kind: "words"; text: string; actions: AuditAction[] };

const asDay = (label: string) => `${label} as year, month and day: 2026-11-26.`;

const day = (label: string) =>
  text({ max: 20, tooLong: asDay(label) })
    .refine((given) => given === "" || isDay(given), asDay(label))
    .transform((given) => given || undefined);

const unknownType = "Choose a kind of event from the list.";
const unknownResult = "Choose a result from the list.";

const optional = <S extends z.ZodType>(schema: S) => schema.optional();

/**
 * Filters of the audit log as a form gives them, all optional and empty when not set. Days count in
 * the reader's time zone, both included.
 */
export const auditFilters = z
  .object({
    type: optional(bounded(100, { tooLong: unknownType }).transform(typeOf)),
    from: optional(day("The first day")),
    to: optional(day("The last day")),
    person: optional(
      z.union([z.literal("").transform(() => undefined), z.uuid("Choose somebody from the list.")]),
    ),
    result: optional(bounded(100, { tooLong: unknownResult }).transform(resultOf)),
    address: optional(text({ max: 300 }).transform(addressOf)),
    /** Whether steps that the server takes by itself are listed too. */
    technical: optional(bounded(10).transform((given) => given === "1")),
    q: optional(text({ max: 300, tooLong: "Search for at most 300 characters." }).transform(soughtOf)),
  })
  .superRefine(({ from, to }, context) => {
    if (from && to && from > to)
      context.addIssue({ code: "custom", path: ["to"], message: "The last day comes before the first." });
  });

export type AuditFilters = z.output<typeof auditFilters>;
export type AuditFilterName = keyof AuditFilters;

/** Returns whether a text is a day that exists, which "2026-02-29" is not. */
function isDay(text: string): boolean {
  if (!/^[12]\d{3}-\d\d-\d\d$/.test(text)) return false;
  const time = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
}

function resultOf(text: string, context: z.RefinementCtx): Result | undefined {
  if (text === "") return undefined;
  if (text === "done" || text === "refused" || text === "failed") return text;
  context.addIssue({ code: "custom", message: unknownResult });
  return z.NEVER;
}

function typeOf(text: string, context: z.RefinementCtx): AuditAction[] | undefined {
  if (text === "") return undefined;
  const action = actionNamed(text);
  if (action) return [action];
  const group = isGroup(text) && eventsByGroup.find((each) => each.group === text);
  if (group) return [...group.actions, ...group.also];
  context.addIssue({ code: "custom", message: unknownType });
  return z.NEVER;
}

function addressOf(text: string, context: z.RefinementCtx): AddressSought | undefined {
  if (text === "") return undefined;
  const email = text.includes("@") ? parseAddress(text) : null;
  if (email?.ok) return { kind: "email", email: email.address };
  const range = text.includes("/") ? rangeOf(text) : single(text);
  if (range) return range;
  context.addIssue({
    code: "custom",
    message: "Enter an IP address such as 203.0.113.7, a range such as 203.0.113.0/24, or an email address.",
  });
  return z.NEVER;
}

function single(text: string): AddressSought | null {
  if (!isWhole(text)) return null;
  const address = ipaddr.process(text);
  return { kind: "network", first: address.toString(), bits: address.kind() === "ipv4" ? 32 : 128 };
}

function rangeOf(text: string): AddressSought | null {
  const [first = "", bits = ""] = text.split("/");
  if (!isWhole(first) || !ipaddr.isValidCIDR(text)) return null;
  return { kind: "network", first: ipaddr.parse(first).toString(), bits: Number(bits) };
}

// Resolvers accept "10.1" as an address, but from a user it is a typing mistake.
const isWhole = (text: string) =>
  ipaddr.IPv4.isValidFourPartDecimal(text) || (text.includes(":") && ipaddr.IPv6.isValid(text));

/** Returns whether an address lies in the sought one or range. */
export function isWithin(ip: string, { first, bits }: Extract<AddressSought, { kind: "network" }>): boolean {
  if (!ipaddr.isValid(ip)) return false;
  const [address, start] = [ipaddr.process(ip), ipaddr.parse(first)];
  if (address.kind() !== start.kind()) return false;
  return (address as ipaddr.IPv4).match(start as ipaddr.IPv4, bits);
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Reads an id, an address or a reference as such, and anything else as words. Every text is a search. */
function soughtOf(text: string): Sought | undefined {
  if (text === "") return undefined;
  if (uuid.test(text)) return { kind: "id", id: text.toLowerCase() };
  if (text.includes("@")) {
    const parsed = parseAddress(text);
    if (parsed.ok) return { kind: "email", email: parsed.address };
  }
  return { kind: "words", text, actions: eventsNamed(text) };
}
