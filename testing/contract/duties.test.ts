import { expect, test } from "@playwright/test";
import { caslDuties, gdprDuties } from "#app/(app)/settings/compliance/duties.ts";

const workspace = {
  senderName: "Harbour Books",
  postalAddress: "4 Quay Street, Galway",
  canadianConsent: "express",
  inCanada: 0,
  ending: 0,
  accounts: 1,
  unsignedDomains: 0,
  sent: true,
  audience: "worldwide",
  byNewsletter: null,
  laws: { canada: 0, europe: 3, elsewhere: 0, strict: 0 },
  withoutCountry: 0,
  undated: 0,
  unproved: 0,
  interests: 0,
  unassessed: 0,
  openForms: 0,
  unconfirmedForms: 0,
  unnoticedForms: 0,
  left: 0,
  openRequests: 0,
  overdueRequests: 0,
  nextRequestDue: null,
  restricted: 0,
} as const;
const counted = {
  express: 3,
  soft_opt_in: 0,
  implied_purchase: 0,
  implied_inquiry: 0,
  implied_non_business: 0,
  implied_publication: 0,
  implied_disclosed: 0,
  legitimate_interest: 0,
  resting: 0,
};
const recordOf = (contacts: number, coverage: Parameters<typeof gdprDuties>[0]["coverage"]) =>
  gdprDuties({ ...workspace, contacts, coverage }).find(({ id }) => id === "gdpr-record");

test("grounds that nobody counted are not called in order", () => {
  expect(recordOf(3, { ...counted, none: 0 })).toMatchObject({
    state: "done",
    title: "All 3 contacts have a ground that holds",
  });
  expect(recordOf(4, { ...counted, none: 1 })).toMatchObject({ state: "missing" });
  expect(recordOf(5, { ...counted, none: 0, resting: 2 })).toMatchObject({
    state: "done",
    title: "All 3 contacts have a ground that holds",
    why: expect.stringContaining("2 more left or have not confirmed yet"),
  });
  expect(recordOf(200_000, null)).toMatchObject({
    state: "advice",
    fix: { href: "/contacts?ground=none" },
  });
});

test("each fault is a line with its article and its fix", {
  tag: ["@GD1", "@GD12", "@CA6"],
}, () => {
  const whole = { ...workspace, contacts: 3, coverage: { ...counted, none: 0 } };
  const line = (id: string, more: object) =>
    [...gdprDuties({ ...whole, ...more }), ...caslDuties({ ...whole, ...more })].find(
      (each) => each.id === id,
    );
  for (const [id, fault, state] of [
    ["gdpr-proof", { unproved: 2 }, "missing"],
    ["gdpr-proof", { unproved: null }, "advice"],
    ["gdpr-interest", { interests: 2, unassessed: 1 }, "missing"],
    ["gdpr-double-opt-in", { openForms: 2, unconfirmedForms: 1 }, "advice"],
    ["gdpr-notice", { openForms: 2, unnoticedForms: 1 }, "missing"],
    ["gdpr-countries", { laws: { ...whole.laws, strict: 4 } }, "advice"],
    ["casl-ending", { ending: 3 }, "advice"],
    ["casl-undated", { undated: 1 }, "missing"],
    ["casl-contact", { accounts: 0 }, "missing"],
  ] as const) {
    const found = line(id, fault);
    expect(found, id).toMatchObject({ state, law: expect.stringMatching(/Art\.|s\./) });
    if (id !== "gdpr-proof" || state === "missing") expect(found?.fix?.href, id).toMatch(/^\//);
  }
  expect(line("gdpr-proof", {})).toMatchObject({ state: "done" });
  expect(line("casl-consent", { inCanada: 2, laws: { ...whole.laws, canada: 5 } })?.why).toContain(
    "3 more are judged so by address, postal code or time zone.",
  );
});
