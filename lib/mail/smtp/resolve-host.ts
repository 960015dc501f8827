import { Resolver } from "node:dns/promises";
import { readFile, stat } from "node:fs/promises";
import { isIP } from "node:net";

const hostsFile = "/etc/hosts";

/**
 * Returns the addresses of an ASCII host name, by the hosts file and otherwise by DNS. It asks the name servers itself,
 * because `dns.lookup` holds one of the few threads that hash passwords and write files, for as long as a
 * stranger's name server pleases.
 * @throws Error with a `code` of c-ares when no server answers, or when `signal` ends the wait.
 */
export async function resolveHost(host: string, signal?: AbortSignal): Promise<{ address: string }[]> {
  if (isIP(host)) return [{ address: host }];
  const name = host.toLowerCase();
  // The loopback's names are nobody's to answer (RFC 6761 6.3).
  if (name === "localhost" || name.endsWith(".localhost"))
    return [{ address: "127.0.0.1" }, { address: "::1" }];
  const listed = (await hosts()).get(name);
  return (listed ?? (await ask(name, signal))).map((address) => ({ address }));
}

async function ask(name: string, signal?: AbortSignal): Promise<string[]> {
  const resolver = new Resolver({ timeout: 2_000, tries: 2, maxTimeout: 4_000 });
  const cancel = () => resolver.cancel();
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
    const found = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
    const failed = answers.find((answer) => answer.status === "rejected" && !isEmpty(answer.reason));
    if (found.length === 0 && failed?.status === "rejected") throw failed.reason;
    return found;
  } finally {
    signal?.removeEventListener("abort", cancel);
  }
}

/** Returns whether the name servers answered that there is no such name, or no address of that kind. */
const isEmpty = ({ code }: { code?: string }) => code === "ENOTFOUND" || code === "ENODATA";

let read: { modified: number; names: Map<string, string[]> } | undefined;

/** Returns the addresses of the hosts file by name, read again when the file changed. */
async function hosts(): Promise<Map<string, string[]>> {
  const modified = (await stat(hostsFile).catch(() => null))?.mtimeMs ?? 0;
  if (read?.modified !== modified)
    read = { modified, names: parseHosts(await readFile(hostsFile, "utf8").catch(() => "")) };
  return read.names;
}

/** Parses the form of hosts(5): an address, then its names, to the end of the line or a `#`. */
export function parseHosts(text: string): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const line of text.split("\n")) {
    const [address = "", ...of] = (line.split("#")[0] ?? "").trim().split(/\s+/);
    if (!isIP(address)) continue;
    for (const name of of.map((each) => each.toLowerCase()))
      names.set(name, [...(names.get(name) ?? []), address]);
  }
  return names;
}
