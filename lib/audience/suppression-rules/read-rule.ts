import { parseAddress } from "#lib/mail/address.ts";

export type Rule = { kind: "domain" | "local_part"; value: string };

/**
 * Returns a rule as one writes it, or what is wrong with it: "example.com" or "@example.com" is a domain alone,
 * "*.example.com" every domain below it, and "abuse@" a name before the @ of any domain.
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
  const domain = typed.replace(/^(\*@|@)/, "");
  if (domain.includes("@"))
    return { problem: "That is one address. Add it to the list of addresses instead." };
  if (domain.startsWith("*.")) return readBelow(domain.slice(2));
  const parsed = parseAddress(`a@${domain}`);
  return parsed.ok ? { kind: "domain", value: parsed.address.slice(2) } : { problem };
}

const problem =
  "Enter a domain, such as example.com, all domains below one, such as *.example.com, or a name with its @, such as abuse@.";

/** A top-level domain may stand alone here: "*.example" blocks every domain that ends so. */
function readBelow(domain: string): Rule | { problem: string } {
  const parsed = parseAddress(`a@x.${domain}`);
  return parsed.ok ? { kind: "domain", value: `*.${parsed.address.slice(4)}` } : { problem };
}
