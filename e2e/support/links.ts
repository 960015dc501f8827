import { ask, multipart } from "./wire.ts";

/** What follows links in mail without being asked to, by its own words. */
export const scanners = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
  "Barracuda Sentinel (EE)",
  "Mozilla/5.0 (compatible; proofpoint)",
  "Mimecast-URL-Protection/1.0",
  "GoogleImageProxy",
  "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
  "Mozilla/4.0 (compatible; ms-office; MSOffice 16)",
  "python-requests/2.32",
  "curl/8.9.1",
  "",
];

/** The mail client's button (RFC 8058 §3.2): form or multipart, no cookie, no Origin. */
export function oneClick(
  token: string,
  encoding: "form" | "multipart" = "form",
  headers: Record<string, string> = {},
) {
  const form = multipart({ "List-Unsubscribe": "One-Click" });
  const sent =
    encoding === "multipart"
      ? form
      : {
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: "List-Unsubscribe=One-Click",
        };
  return ask(`/api/unsubscribe/${token}`, {
    method: "POST",
    body: sent.body,
    headers: { ...sent.headers, ...headers },
  });
}
