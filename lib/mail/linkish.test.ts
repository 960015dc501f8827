import { expect, test } from "@playwright/test";
import { holdsWebAddress, linkish, unlinked } from "./linkish.ts";

const links = [
  "Read https://shop.example/new",
  "t.co/Ab3dE9",
  "x.com/evil_bank",
  "пример.рф/вход",
  "例え.テスト",
  "evil。com/login",
  "evil．com",
  "evil｡com",
  "bit․ly/abc",
  "evil۔com",
  "evil·com",
  "e\u200bvil\u200b.\u200bc\u200dom",
  "evil\u00ad.\u00adcom",
  "evil\u2060.com",
  "ｅｖｉｌ.ｃｏｍ",
  "𝐞𝐯𝐢𝐥.𝐜𝐨𝐦",
  "EVIL.COM",
  "1.1.1.1/login",
  "Go to 192.168.0.1",
  "١.١.١.١",
  "[2001:db8::1]",
  "http:evil",
  "mailto:evil",
  "www evil",
  "xn--e1afmkfd",
  "sales@shop.example",
  "sales＠shop",
  "Write to @evil_bank",
  "evil[.]com",
  "evil (dot) com",
  "Call +1 (202) 555-0123",
  "Call 030 1234567",
  "Ring 202-555-0123",
  "Ring ٠٣٠١٢٣٤٥٦٧",
  "Ring ０３０ １２３４５６７",
  "Ring 0\u200b3\u200b0 123 45 67",
  "Call 22 86 44 00",
  "Our desk: 22.86.44.00",
  "WhatsApp 22864400",
  "Text us on 555-0123",
  "Ring ٢٢٨٦٤٤٠٠",
  "Rufen Sie 2286440 an",
  "電話2286-4400",
  "Call 1-800-FLOWERS",
  "skype:evil?call",
  "callto:evil",
  "evil dot com",
  "evil d0t com",
  "evil (d0t) com",
  "💩.la",
  "i❤.ws",
];

const plain = [
  "The Weekly Engine",
  "Ada Lovelace",
  "J. R. R. Tolkien",
  "Engines Inc.",
  "Good that you found us. One press is missing.",
  "z. B. morgens, d.h. früh",
  "AC/DC Fans: News & Notes",
  "Winter 2025/2026",
  "Issue 1200, 30. November",
  "2026-11-30",
  "24/7 Support",
  "Les lecteur·rices",
  "Col·lecció d’estiu",
  "Design @ Scale",
  "株式会社アダ",
  "ジョン・スミス",
  "نشرة الأسبوع",
  "Wait… what?",
  "10:30 Club",
  "Call for papers 2026-2027",
  "Call for entries, until 30.11.2026",
  "Call for entries closes 30 11 2026",
  "Signal: strong, since 2019 – 2026",
  "12 500 000 readers",
  "Order no. 12345678",
  "Spring 22864400",
  "Believe 1234567 readers",
  "After the dot com boom",
  "Un point de vente",
  "News 🎉. We are here",
  "1 800 abonnés",
  "An 800-word essay",
  "Data: what we hold",
  "R & D (Berlin)",
];

test("what leads to another place is found, in any script and disguise", () => {
  for (const text of links) expect(linkish(text), text).toBe(true);
});

test("names and sentences are no links", () => {
  for (const text of plain) expect(linkish(text), text).toBe(false);
});

test("words with a link stand without it, and long ones are cut", () => {
  for (const text of links) expect(linkish(unlinked(text, 60)), text).toBe(false);
  for (const text of plain) expect(unlinked(text, 60)).toBe(text);
  expect(unlinked("Your bank https://evil.example/login", 60)).toBe("Your bank https evil example login");
  expect(unlinked("a".repeat(100), 60)).toBe(`${"a".repeat(59)}…`);
});

test("a postal address may have abbreviations and numbers, and no web address", () => {
  for (const text of [
    "ul.Marszałkowska 1\n00-001 Warszawa",
    "St.Gallen, 9000",
    "Hauptstr.12, 10115 Berlin",
    "PO Box 1234567890, Leeds",
  ])
    expect(holdsWebAddress(text), text).toBe(false);
  for (const text of [
    "1 Road, evil.com",
    "1 Road, t.me/evil",
    "1 Road, evil。com",
    "1 Road, a@b.example",
    "1 Road, evil.example/x",
  ])
    expect(holdsWebAddress(text), text).toBe(true);
});
