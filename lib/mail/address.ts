import { trimOf } from "#lib/core/text.ts";
import { asciiDomain, looksSpoofed, mixesAlphabets } from "./domain.ts";

declare const normal: unique symbol;

/** An address that `parseAddress` accepted: ASCII, lower case, `local@domain` with the domain in punycode. */
export type NormalAddress = string & { readonly [normal]: true };

export type AddressProblem =
  | "empty"
  | "control"
  | "invisible"
  | "at-sign"
  | "look-alike"
  | "not-ascii"
  | "quoted"
  | "local"
  | "domain"
  | "too-long";

export type ParsedAddress =
  | { ok: true; address: NormalAddress }
  | { ok: false; code: AddressProblem; reason: string };

/**
 * Normalises an address; sign-up, contacts and suppressions use only this function and compare its results.
 * Trims, folds full-width letters, lower-cases, and writes the domain in punycode. Accepts an addr-spec with
 * a dot-atom local part only (RFC 5321 4.1.2 without quoted strings, literals and comments).
 * `reason` is written for the user.
 */
export function parseAddress(text: string): ParsedAddress {
  const typed = withoutBlanksAround(text);
  if (typed === "") return refuse("empty");
  if (typed.length > 1000) return refuse("too-long");
  if (/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(typed)) return refuse("control");
  if (/\p{Cf}|\p{Co}|\p{Cn}|\p{Default_Ignorable_Code_Point}/u.test(typed)) return refuse("invisible");

  const characters = /^[ -~]*$/.test(typed) ? typed.split("") : [...typed];
  const at = characters.filter((character) => character === "@" || atSigns.test(character));
  if (at.length !== 1 || at[0] !== "@") return refuse("at-sign");
  if (characters.some(posesAsAscii)) return refuse("look-alike");

  const folded = typed.normalize("NFKC").toLowerCase();
  const [local = "", domain = ""] = folded.split("@");
  if (/["()<>[\]\\,;:\s]/.test(folded)) return refuse("quoted");
  if (/[^ -~]/.test(local)) return refuse(mixesAlphabets(local) ? "look-alike" : "not-ascii");
  if (local.length > 64) return refuse("too-long");
  if (!/^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/.test(local))
    return refuse("local");

  const ascii = asciiDomain(domain);
  if (!ascii) return refuse(domain.length > 253 ? "too-long" : "domain");
  if (looksSpoofed(ascii)) return refuse("look-alike");
  const address = `${local}@${ascii}`;
  if (address.length > 254) return refuse("too-long");
  return { ok: true, address: address as NormalAddress };
}

/**
 * Trims blanks in linear time. A regular expression that looks for the end of each run of blanks is slower
 * than that.
 */
export const withoutBlanksAround = (text: string): string => trimOf(text, " \t\u00a0\u3000");

/** Returns the part behind the @. */
export function domainOf(address: NormalAddress): string {
  return address.slice(address.lastIndexOf("@") + 1);
}

// Small and full-width commercial at, which compatibility folding turns into the @ sign.
const atSigns = /[\ufe6b\uff20]/;

const reasons: Record<AddressProblem, string> = {
  empty: "Enter an email address.",
  control: "The address contains a line break or another control character.",
  invisible: "The address contains an invisible character. Type it again by hand.",
  "at-sign": "An email address has exactly one @ sign.",
  "look-alike": "The address contains letters of another alphabet that look like Latin ones.",
  "not-ascii": "The part before the @ may only contain Latin letters without accents, digits and . _ + -",
  quoted: "The address may not contain spaces, quotes, brackets, commas or colons.",
  local: "The part before the @ is not written as mail servers expect it.",
  domain: "The part behind the @ is not a domain name like example.com.",
  "too-long": "The address is too long.",
};

function refuse(code: AddressProblem): ParsedAddress {
  return { ok: false, code, reason: reasons[code] };
}

// Full-width forms come from East Asian keyboards and are folded. Any other character that compatibility
// folding would turn into plain ASCII (𝐚, ⓐ, ﬁ, the Kelvin sign) is there to look like it.
function posesAsAscii(character: string): boolean {
  if (/[ -~！-～。．｡]/u.test(character)) return false;
  return /[!-~]/.test(character.normalize("NFKC").normalize("NFC"));
}
