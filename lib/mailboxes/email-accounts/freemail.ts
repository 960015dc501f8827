/**
 * Domains with public mailboxes, and the servers that may send for them. Their DMARC policies make
 * mail of theirs from any other server spam (docs/rules.md BS8).
 */
const freemail: { name: string; domains: string[]; hosts: RegExp }[] = [
  { name: "Gmail", domains: ["gmail.com", "googlemail.com"], hosts: /^smtp(-relay)?\.gmail\.com$/ },
  {
    name: "Yahoo Mail",
    domains: [
      "yahoo.com",
      "ymail.com",
      "rocketmail.com",
      "yahoo.co.uk",
      "yahoo.fr",
      "yahoo.de",
      "yahoo.it",
      "yahoo.es",
      "yahoo.ca",
      "yahoo.co.in",
      "yahoo.com.br",
      "yahoo.co.jp",
    ],
    hosts: /^smtp\.mail\.yahoo\.(com|co\.jp)$/,
  },
  { name: "AOL Mail", domains: ["aol.com"], hosts: /^smtp\.aol\.com$/ },
  {
    name: "Outlook",
    domains: [
      "outlook.com",
      "hotmail.com",
      "live.com",
      "msn.com",
      "outlook.de",
      "outlook.fr",
      "hotmail.co.uk",
      "hotmail.fr",
      "hotmail.de",
      "hotmail.it",
      "live.co.uk",
      "live.fr",
    ],
    hosts: /^smtp(-mail)?\.(outlook|office365|live)\.com$/,
  },
  { name: "iCloud Mail", domains: ["icloud.com", "me.com", "mac.com"], hosts: /^smtp\.mail\.me\.com$/ },
  {
    name: "GMX",
    domains: ["gmx.de", "gmx.net", "gmx.com", "gmx.at", "gmx.ch"],
    hosts: /^mail\.gmx\.(net|com)$/,
  },
  { name: "WEB.DE", domains: ["web.de"], hosts: /^smtp\.web\.de$/ },
  { name: "Proton Mail", domains: ["proton.me", "protonmail.com", "pm.me"], hosts: /^smtp\.protonmail\.ch$/ },
  { name: "Fastmail", domains: ["fastmail.com", "fastmail.fm"], hosts: /^smtp\.fastmail\.com$/ },
  {
    name: "Zoho Mail",
    domains: ["zohomail.com", "zoho.com", "zohomail.eu"],
    hosts: /^smtp\.zoho\.(com|eu)$/,
  },
  { name: "Mail.ru", domains: ["mail.ru", "bk.ru", "inbox.ru", "list.ru"], hosts: /^smtp\.mail\.ru$/ },
  { name: "Yandex Mail", domains: ["yandex.ru", "yandex.com", "ya.ru"], hosts: /^smtp\.yandex\.(ru|com)$/ },
];

/**
 * Returns the reason this server may not send for this From domain, in words for the reader; null
 * when it may.
 */
export function freemailRefusal(fromDomain: string, host: string): string | null {
  const provider = freemail.find(({ domains }) => domains.includes(fromDomain));
  if (!provider || provider.hosts.test(host.toLowerCase())) return null;
  return `Only ${provider.name}'s own server may send for @${fromDomain}. Use an address of your own domain, or connect the ${provider.name} account itself.`;
}
