const hostForm = /^(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9_-])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/;
const loopbackNames = ["localhost", "127.0.0.1", "[::1]"];

/** Verdict on a Host header. */
export type HostVerdict = "ours" | "foreign" | "malformed";

/**
 * Returns a check of Host headers against the public origin. `appUrl` names the only host. A
 * loopback `appUrl` accepts any loopback name, on its own port or on `port`, where the edge
 * listens. `alternates` adds hosts (`name` or `name:port`) by configuration.
 */
export function hostCheck(
  appUrl: URL,
  port: number,
  alternates: readonly string[],
): (host: string) => HostVerdict {
  const standard = appUrl.protocol === "https:" ? "443" : "80";
  const ours = new Set<string>();
  const add = (name: string, at: string) => {
    ours.add(`${name}:${at}`);
    if (at === standard) ours.add(name);
  };

  add(appUrl.hostname, appUrl.port || standard);
  if (loopbackNames.includes(appUrl.hostname))
    for (const name of loopbackNames) for (const at of [appUrl.port || standard, String(port)]) add(name, at);
  for (const alternate of alternates) ours.add(alternate.toLowerCase());

  return (host) => {
    if (ours.has(host)) return "ours";
    const lower = host.toLowerCase();
    if (!hostForm.test(lower)) return "malformed";
    return ours.has(lower) ? "ours" : "foreign";
  };
}
