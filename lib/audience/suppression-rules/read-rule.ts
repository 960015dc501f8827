import { parseAddress } from "#lib/mail/address.ts";

export type Rule = { kind: "domain" | "local_part"; value: string };

/**
 * Returns a rule as one writes it, or what is wrong with it: "example.com" or "@example.com" is a domain, and "abuse@" is a
 * name before the @ of any domain.
 */
export function readRule(given: string): Rule | { problem: string } {
  const typed = given.trim().toLowerCase();
  if (typed.endsWith("@")) {
    const value = typed.slice(0, -1);
    const parsed = parseAddress(`${value}@example.com`);
    return parsed.ok
      ? { kind: "local_part", value }
      : { problem: "Enter the name before the @, such as abuse@." };
  }
  const domain = typed.startsWith("@") ? typed.slice(1) : typed;
  if (domain.includes("@"))
    return { problem: "That is one address. Add it to the list of addresses instead." };
  const parsed = parseAddress(`a@${domain}`);
  return parsed.ok
    ? { kind: "domain", value: parsed.address.slice(2) }
    : { problem: "Enter a domain, such as example.com, or a name with its @, such as abuse@." };
}
