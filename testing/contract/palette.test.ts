import { expect, test } from "@playwright/test";
import { installationPlace, places } from "#app/(app)/palette-items.ts";
import { searchItems } from "#components/shell/search-items.ts";
import { signedInPages } from "./pages.fixture.ts";

const all = [...places, installationPlace];
const first = (query: string) => searchItems(all, query)[0]?.href;

const words: Record<string, string> = {
  "2fa": "/settings/security/two-factor/enable",
  mfa: "/settings/security/two-factor",
  totp: "/settings/security/two-factor",
  "two factor": "/settings/security/two-factor",
  "backup codes": "/settings/security/two-factor/recovery-codes",
  passkey: "/settings/security/passkeys",
  passkeys: "/settings/security/passkeys",
  webauthn: "/settings/security/passkeys",
  password: "/settings/security/password",
  pasword: "/settings/security/password",
  sess: "/settings/security/sessions",
  devices: "/settings/security/sessions",
  installation: "/settings/installation",
  "encryption keys": "/settings/installation",
  members: "/settings/team",
  invite: "/settings/team",
  roles: "/settings/team",
  gdpr: "/settings/compliance",
  casl: "/settings/compliance",
  "can-spam": "/settings/compliance",
  dpo: "/settings/compliance",
  dkim: "/settings/email-accounts",
  dns: "/settings/email-accounts",
  "api keys": "/settings/api-keys",
  tokens: "/settings/api-keys",
  developer: "/settings/api-keys",
  "new api key": "/settings/api-keys/new",
  blocklist: "/settings/compliance/suppressions",
  suppressions: "/settings/compliance/suppressions",
  csv: "/contacts/imports/new",
  upload: "/contacts/imports/new",
  "new campaign": "/campaigns/new",
  compose: "/campaigns/new",
  history: "/settings/security/audit-log",
  "time zone": "/settings/workspace",
  "postal address": "/settings/workspace",
  subscribers: "/contacts",
  home: "/dashboard",
};

test("the palette has every page of one address", () => {
  const pages = signedInPages()
    .map(({ path }) => path)
    .filter((path) => !path.includes("[") && !["/settings", "/contacts/selected"].includes(path));
  const known = all.map(({ href }) => href);
  expect(pages.filter((path) => !known.includes(path))).toEqual([]);
  expect(new Set(known).size, "each page once").toBe(known.length);
  expect(known.filter((href) => !pages.includes(href) && href !== "/workspaces/new")).toEqual([]);
});

for (const [word, href] of Object.entries(words))
  test(`“${word}” finds its page first`, () => {
    expect(first(word)).toBe(href);
  });

test("words that no page carries find nothing", () => {
  for (const word of ["winter", "lotte", "zzzz", "weekly engine", "xyzzy"])
    expect(
      searchItems(all, word).map(({ label }) => label),
      word,
    ).toEqual([]);
});
