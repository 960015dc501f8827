import { expect, test } from "@playwright/test";
import { countryCode, isNoCountry } from "./country.ts";

const spellings: Record<string, string[]> = {
  CA: [
    ..."CA ca Ca CAN can C.A. 124 Canada CANADA canada Kanada Canadá Καναδάς Канада カナダ 加拿大 캐나다 كندا קנדה".split(
      " ",
    ),
    ..."CA-ON ca_qc Ontario Québec quebec QC ON BC 🇨🇦".split(" "),
    "Canada (CA)",
    "CANADA, ON",
    "ON, Canada",
    "Toronto, ON",
    "Canada - English",
    "Colombie-Britannique",
    "🇨🇦 Canada",
    "CA ON",
  ],
  KR: ["Korea, Republic of", "Republic of Korea", "KOR", "410", "South Korea"],
  US: ["USA", "US-CA", "USA, CA", "United States of America", "840", "Georgia, USA"],
  GB: ["UK", "England", "United Kingdom of Great Britain and Northern Ireland", "GBR"],
  DE: ["Deutschland (DE)", "Federal Republic of Germany", "Bundesrepublik Deutschland"],
  AT: ["Österreich", "Oesterreich", "Osterreich"],
  DK: ["Kingdom of Denmark"],
  NL: ["Kingdom of the Netherlands", "Holland"],
  IR: ["Iran (Islamic Republic of)", "Iran, Islamic Republic of"],
  CD: ["Congo, Democratic Republic of the"],
  BO: ["Bolivia, Plurinational State of"],
  TR: ["Türkiye", "Turkey", "TURKIYE"],
  KN: ["Saint Kitts and Nevis"],
  NA: ["NA", "Namibia"],
};

test("a country is understood in every usual spelling", () => {
  for (const [code, texts] of Object.entries(spellings))
    for (const text of texts) expect(countryCode(text), text).toBe(code);
});

test("what is no country is not taken for one", () => {
  for (const text of ["Atlantis", "New York", "x", "12345", "Canadian Tire", "CC", "@", "x".repeat(9000)])
    expect(countryCode(text), text.slice(0, 20)).not.toBe("CA");
  expect(countryCode("Atlantis")).toBeNull();
});

test("spreadsheet errors and words for nothing are no country", () => {
  for (const text of [
    "",
    " ",
    "#N/A",
    "N/A",
    "n/a",
    "-",
    "—",
    "null",
    "None",
    "unknown",
    "(not set)",
    "#REF!",
    "#VALUE!",
  ])
    expect(isNoCountry(text), text).toBe(true);
  for (const text of ["NA", "Canada", "Atlantis"]) expect(isNoCountry(text), text).toBe(false);
});
