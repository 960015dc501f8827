import { expect, test } from "@playwright/test";
import { organisationalDomain } from "./organisational-domain.ts";

test("an organisational domain is one label below its public suffix", { tag: "@BS2" }, () => {
  const cases: Record<string, string> = {
    "news.shop.co.uk": "shop.co.uk",
    "a.b.shop.example.com": "example.com",
    "example.com": "example.com",
    "mail.firma.com.br": "firma.com.br",
    "shop.kobe.jp": "shop.kobe.jp",
    "a.city.kobe.jp": "city.kobe.jp",
    "x.me.github.io": "me.github.io",
    "sender.test": "sender.test",
    "news.sender.test": "sender.test",
    "co.uk": "co.uk",
  };
  for (const [domain, expected] of Object.entries(cases)) expect(organisationalDomain(domain)).toBe(expected);
});
