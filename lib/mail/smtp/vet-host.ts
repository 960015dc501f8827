import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import ipaddr from "ipaddr.js";
import { isMetadataAddress, isMetadataName } from "./metadata-addresses.ts";
import { resolveHost } from "./resolve-host.ts";

declare const vetted: unique symbol;

/** A host whose every address is fit to connect to. Only `vetHost` makes one. */
export type VettedHost = {
  readonly [vetted]: true;
  /** ASCII host name, which the certificate must be for. */
  readonly host: string;
  /** Address to connect to. Never resolve `host` again. */
  readonly address: string;
  readonly addresses: readonly string[];
  readonly allowPrivate: boolean;
};

export type HostProblem =
  | "host-invalid"
  | "host-not-found"
  | "host-blocked"
  | "lookup-timeout"
  | "port-not-allowed";

/**
 * Says why a host or port was refused; `message` is for the log. Users see one text for all codes but the
 * port's, otherwise an attacker could map a network.
 */
export class MailHostError extends Error {
  override readonly name = "MailHostError";
  readonly code: HostProblem;

  constructor(code: HostProblem, message: string) {
    super(message);
    this.code = code;
  }
}

export type Lookup = (host: string, signal?: AbortSignal) => Promise<{ address: string }[]>;

export type VetOptions = {
  /**
   * Allows private addresses, for local test servers and the local mailbox. Only `mayBePrivate` decides it
   * for a host that a member typed.
   */
  allowPrivate: boolean;
  lookup?: Lookup;
  timeoutMs?: number;
};

/**
 * Resolves a host once and vets every address it has; one that is not public unicast refuses the host. The
 * result is vetted, never the text, because resolvers read `127.1`, `0x7f000001` and `①②⑦.0.0.1` as loopback.
 * A connection to `address` with `host` as the TLS server name leaves no chance for DNS rebinding.
 * @throws MailHostError
 */
export async function vetHost(host: string, options: VetOptions): Promise<VettedHost> {
  const ascii = asciiHost(host);
  if (isMetadataName(ascii)) throw new MailHostError("host-blocked", `${ascii} is a metadata service`);
  const found = await lookupOnce(ascii, options);
  const addresses = found.map((entry) => entry.address);
  if (addresses.length === 0) throw new MailHostError("host-not-found", `${ascii} has no address`);

  for (const address of addresses) {
    const range = rangeOf(address);
    const allowed = range === "unicast" || (options.allowPrivate && privateRanges.has(range));
    if (!allowed || isMetadataAddress(address)) {
      throw new MailHostError("host-blocked", `${ascii} resolves to ${address} (${range})`);
    }
  }
  // IPv4 first, because a machine without an IPv6 route is common and one without IPv4 is not.
  const address = addresses.find((candidate) => isIP(candidate) === 4) ?? (addresses[0] as string);
  return Object.freeze({
    host: ascii,
    address,
    addresses,
    allowPrivate: options.allowPrivate,
  }) as unknown as VettedHost;
}

const smtpPorts = [465, 587, 2525];
const imapPorts = [993, 143];

/**
 * Returns the port when a customer may name it; `allowPrivate` permits any. 25 is not in the list, because it
 * is for servers among themselves.
 * @throws MailHostError port-not-allowed
 */
export function vetPort(
  port: number,
  options: { allowPrivate: boolean; protocol?: "smtp" | "imap" },
): number {
  const { allowPrivate, protocol } = options;
  const allowed =
    protocol === "smtp" ? smtpPorts : protocol === "imap" ? imapPorts : [...smtpPorts, ...imapPorts];
  const inRange = Number.isInteger(port) && port >= 1 && port <= 65535;
  if (inRange && (allowPrivate || allowed.includes(port))) return port;
  throw new MailHostError("port-not-allowed", `port ${port} is not in ${allowed.join(", ")}`);
}

const privateRanges = new Set(["loopback", "private", "uniqueLocal", "carrierGradeNat"]);

const global = ipaddr.parseCIDR("2000::/3");

function rangeOf(address: string): string {
  try {
    const parsed = ipaddr.process(address);
    const range = parsed.range();
    // Global unicast is 2000::/3 and nothing more (RFC 4291 2.4). Others such as ::127.0.0.1 are refused,
    // because tunnels read them as IPv4.
    if (range === "unicast" && parsed.kind() === "ipv6" && !parsed.match(global)) return "unassigned";
    return range;
  } catch {
    return "unreadable";
  }
}

function asciiHost(host: string): string {
  const bare = host.trim().replace(/\.$/, "");
  if (isIP(bare) && !bare.includes("%")) return bare;
  if (bare.length === 0 || bare.length > 253 || /[\p{Cc}\p{Cf}\s%[\]:/?#@\\]/u.test(bare)) {
    throw new MailHostError("host-invalid", "not a host name");
  }
  const ascii = domainToASCII(bare);
  if (ascii === "" || ascii.length > 253 || ascii.split(".").some((label) => !label || label.length > 63)) {
    throw new MailHostError("host-invalid", "not a host name");
  }
  return ascii;
}

async function lookupOnce(host: string, options: VetOptions): Promise<{ address: string }[]> {
  const lookup = options.lookup ?? resolveHost;
  const given = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    const late = () => {
      reject(new MailHostError("lookup-timeout", `${host} took too long to resolve`));
      given.abort();
    };
    timer = setTimeout(late, options.timeoutMs ?? 5000);
  });
  try {
    return await Promise.race([lookup(host, given.signal), timeout]);
  } catch (error) {
    if (error instanceof MailHostError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? "no code";
    throw new MailHostError("host-not-found", `${host} did not resolve (${code})`);
  } finally {
    clearTimeout(timer);
  }
}
