/** Programs that open links by themselves and say so: mail filters, link previews, crawlers and the libraries of programs. */
const known: [name: string, pattern: RegExp][] = [
  ["Barracuda", /barracuda/i],
  ["Mimecast", /mimecast/i],
  ["Proofpoint", /proofpoint|urldefense/i],
  ["Symantec", /symantec|messagelabs|bluecoat/i],
  ["Trellix", /fireeye|trellix|mcafee/i],
  ["Trend Micro", /trend ?micro/i],
  ["Sophos", /sophos|cyren/i],
  ["Cisco", /ironport|cisco/i],
  ["Forcepoint", /forcepoint|websense/i],
  ["Microsoft", /safelinks|ms-office|microsoft office|bingpreview|skypeuripreview|exchange/i],
  ["Google", /googleimageproxy|google-safety|googlebot|google-inspection|feedfetcher/i],
  ["Kaspersky", /kaspersky/i],
  ["ESET", /\beset\b/i],
  ["Avast", /avast|avg\b/i],
  ["Bitdefender", /bitdefender/i],
  ["Hornetsecurity", /hornetsecurity|vade/i],
  ["VirusTotal", /virustotal|urlscan|netcraft|phishtank/i],
  ["Chat preview", /slackbot|facebookexternalhit|twitterbot|telegrambot|whatsapp|discordbot|linkedinbot/i],
  ["Automated browser", /headless|phantomjs|puppeteer|playwright|selenium/i],
  [
    "Program",
    /\b(?:curl|wget|python|java|okhttp|libwww|go-http-client|node-fetch|axios|perl|ruby|httpclient)\b/i,
  ],
  ["Crawler", /bot\b|crawl|spider|scanner|link ?check|preview|fetcher/i],
];

/** Returns the name of a program that opens links by itself; null for what looks like a person's browser. */
export function knownAgent(userAgent: string | null): string | null {
  if (!userAgent?.trim()) return "No browser named";
  return known.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? null;
}
