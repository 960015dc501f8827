import { request as plain } from "node:http";
import { request as secure } from "node:https";
import { isIP } from "node:net";
import { MailHostError, vetHost } from "#lib/mail/smtp/vet-host.ts";

/** What a web address answered: its status, or why nobody could be asked. */
export type PageAnswer =
  | { status: number }
  | { failed: "not-found" | "private" | "port" | "address" | "redirects" | "time" | "connection" };

type Options = {
  /** Allows private addresses: tests only. */
  allowPrivate?: boolean;
  /** Certificates to trust instead of the system's (tests). */
  ca?: string;
  timeoutMs?: number;
  lookup?: (host: string) => Promise<{ address: string }[]>;
};

const most = 5;
const ports = new Set(["", "80", "443", "8080", "8443"]);

/**
 * Asks whether an address leads to a page: HEAD, then GET where HEAD is not known, within three seconds. Follows five
 * redirects at most. Each step's host is vetted, and the connection goes to the vetted address itself, so that no name
 * can be pointed elsewhere between. Bodies are not read and no cookie is kept.
 */
export async function askPage(address: string, options: Options = {}): Promise<PageAnswer> {
  const deadline = Date.now() + (options.timeoutMs ?? 3000);
  let url = URL.parse(address);
  for (let hops = 0; hops <= most; hops++) {
    if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return { failed: "address" };
    if (!options.allowPrivate && !ports.has(url.port)) return { failed: "port" };
    try {
      const host = url.hostname.replace(/^\[|\]$/g, "");
      const vetted = await vetHost(host, {
        allowPrivate: options.allowPrivate ?? false,
        timeoutMs: left(deadline),
        ...(options.lookup && { lookup: options.lookup }),
      });
      let answer = await ask("HEAD", url, vetted.address, deadline, options.ca);
      if (answer.status === 405 || answer.status === 501)
        answer = await ask("GET", url, vetted.address, deadline, options.ca);
      if (answer.status < 300 || answer.status > 399 || answer.status === 304 || !answer.location)
        return { status: answer.status };
      url = URL.parse(answer.location, url);
    } catch (error) {
      return { failed: reasonOf(error) };
    }
  }
  return { failed: "redirects" };
}

const left = (deadline: number) => Math.max(1, deadline - Date.now());

function ask(method: "HEAD" | "GET", url: URL, address: string, deadline: number, ca: string | undefined) {
  const { promise, resolve, reject } = Promise.withResolvers<{
    status: number;
    location: string | undefined;
  }>();
  const name = url.hostname.replace(/^\[|\]$/g, "");
  const request = (url.protocol === "https:" ? secure : plain)({
    host: address,
    port: url.port || (url.protocol === "https:" ? 443 : 80),
    path: url.pathname + url.search,
    method,
    agent: false,
    headers: { host: url.host, "user-agent": "Mailneo-Link-Check", accept: "*/*" },
    maxHeaderSize: 32_768,
    ...(url.protocol === "https:" && { servername: isIP(name) ? "" : name, ...(ca && { ca }) }),
  });
  const late = setTimeout(() => request.destroy(new Late()), left(deadline));
  request.on("response", (response) => {
    response.on("error", () => {});
    resolve({ status: response.statusCode ?? 0, location: response.headers.location });
    response.destroy();
  });
  request.on("error", reject);
  request.on("close", () => {
    clearTimeout(late);
    reject(new Error("closed"));
  });
  request.end();
  return promise;
}

class Late extends Error {}

function reasonOf(error: unknown) {
  if (error instanceof Late) return "time";
  if (!(error instanceof MailHostError)) return "connection";
  if (error.code === "host-blocked") return "private";
  return error.code === "host-not-found" ? "not-found" : error.code === "lookup-timeout" ? "time" : "address";
}
