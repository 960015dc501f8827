import { expect, test } from "@playwright/test";
import { spfAdvice } from "./spf.ts";

test("SPF advice extends the one record of a domain", { tag: "@BS2" }, () => {
  const google = "smtp.gmail.com";
  const cases: [records: string[], host: string, state: string, record: string | null][] = [
    [[], google, "add", "v=spf1 include:_spf.google.com ~all"],
    [
      ["v=spf1 mx -all", "google-site-verification=x"],
      google,
      "change",
      "v=spf1 mx include:_spf.google.com -all",
    ],
    [["v=spf1 include:_spf.google.com ~all"], google, "in-order", "v=spf1 include:_spf.google.com ~all"],
    [
      ["v=spf1 redirect=_spf.x.example"],
      google,
      "change",
      "v=spf1 include:_spf.google.com redirect=_spf.x.example",
    ],
    [["v=spf1 mx"], google, "change", "v=spf1 mx include:_spf.google.com"],
    [["v=spf1 mx ~all", "v=spf1 a -all"], google, "several", "v=spf1 mx a include:_spf.google.com ~all"],
    [[], "mail.own.example", "unknown", null],
    [["v=spf1 mx -all"], "mail.own.example", "in-order", "v=spf1 mx -all"],
    [["v=spf10 x"], "email-smtp.eu-west-1.amazonaws.com", "add", "v=spf1 include:amazonses.com ~all"],
    [[], "smtp.gmail.com.evil.example", "unknown", null],
  ];
  for (const [records, host, state, record] of cases)
    expect(spfAdvice(records, host), `${host} ${records}`).toEqual({ state, record });
});
