import { expect, test } from "@playwright/test";
import { installationPlace, places } from "#app/(app)/palette-items.ts";
import { addressOf, appRoutes, type Places } from "#e2e/support/routes.ts";
import { memberPages } from "#lib/web/member-pages.ts";
import { memberPages as storyPages, withStoriesOfTheirOwn } from "#testing/filled.ts";
import { forgotten, hrefsIn, patternIn, signedInPages } from "./pages.fixture.ts";

const ids: Places = {
  webhook: "w1",
  apiKey: "key",
  newsletter: "newsletter",
  account: "account",
  contact: "contact",
  consent: "contact",
  draft: "draft",
  sent: "sent",
  suppression: "suppression",
  request: "request",
  import: "import",
  bulkAction: "action",
  member: "member",
  auditExport: "export",
  auditEntry: "entry",
};

const lists = {
  memberPages,
  navigation: new Set([
    ...hrefsIn("app/(app)/navigation.tsx"),
    ...[...places, installationPlace].map(({ href }) => href),
  ]),
  adminForms: patternIn("app/(app)/may-not.tsx", "adminForms"),
  stories: storyPages(ids).map(([path]) => path),
};

const exceptions = {
  navigation: {
    "/contacts/selected": "Reached by selecting contacts in the list.",
  },
  mayNot: {
    "/settings/security/passkeys/new": "Everybody adds a passkey to their own account.",
  },
  stories: {
    "/settings": "It only leads to the profile.",
    ...withStoriesOfTheirOwn,
  },
};

test("every list of pages knows every page of app/(app)", () => {
  const pages = signedInPages();
  expect(pages.length).toBeGreaterThan(35);
  expect(forgotten(pages, lists, exceptions)).toEqual([]);
});

test("no exception outlives its page", () => {
  const paths = signedInPages().map(({ path }) => path);
  const excepted = Object.values(exceptions).flatMap((each) => Object.keys(each));
  expect(excepted.filter((path) => !paths.includes(path))).toEqual([]);
});

test("a forgotten page is named with each list that lacks it", () => {
  const planted = [
    { path: "/planted", source: "" },
    { path: "/planted/new", source: "" },
    { path: "/settings/labels/[id]/edit", source: '<MayNot who="admins"' },
  ];
  expect(forgotten(planted, lists, exceptions)).toEqual([
    "add /planted to lib/web/member-pages.ts",
    "add /planted to app/(app)/palette-items.ts",
    "add /planted to memberPages in testing/filled.ts",
    "add /planted/new to lib/web/member-pages.ts",
    "add /planted/new to app/(app)/palette-items.ts",
    "show <MayNot> on /planted/new to whom its command refuses",
    "add /planted/new to memberPages in testing/filled.ts",
    "add /settings/labels/[id]/edit to adminForms in app/(app)/may-not.tsx",
    "add /settings/labels/[id]/edit to memberPages in testing/filled.ts",
  ]);
});

test("the stories have an id for every place in an address", () => {
  for (const { path } of appRoutes()) expect(addressOf(path, ids), path).not.toContain("[");
});
