import { expect, test } from "@playwright/test";
import { gdprDuties } from "#app/(app)/settings/compliance/duties.ts";

const workspace = {
  senderName: "Harbour Books",
  postalAddress: "4 Quay Street, Galway",
  canadianConsent: "express",
  inCanada: 0,
  ending: 0,
  accounts: 1,
  unsignedDomains: 0,
  sent: true,
} as const;
const counted = { express: 3, implied_purchase: 0, implied_inquiry: 0, legitimate_interest: 0, resting: 0 };
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
