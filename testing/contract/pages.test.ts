import { expect, test } from "@playwright/test";
import { addressOf, appRoutes, type Places } from "#e2e/support/routes.ts";
import { memberPages } from "#lib/web/member-pages.ts";
import { memberPages as storyPages, withStoriesOfTheirOwn } from "#testing/filled.ts";
import { forgotten, hrefsIn, patternIn, signedInPages } from "./pages.fixture.ts";

const places: Places = {
  newsletter: "newsletter",
  account: "account",
  contact: "contact",
  draft: "draft",
  sent: "sent",
  suppression: "suppression",
  import: "import",
  member: "member",
  auditExport: "export",
};

const lists = {
  memberPages,
  navigation: hrefsIn("app/(app)/navigation.tsx"),
  adminForms: patternIn("app/(app)/may-not.tsx", "adminForms"),
  stories: storyPages(places).map(([path]) => path),
};

const exceptions = {
  navigation: {
    "/settings/security/passkeys/new": "Reached from the list of passkeys.",
  },
  mayNot: {
    "/settings/security/passkeys/new": "Everybody adds a passkey to their own account.",
  },
  stories: {
    "/settings": "It only leads to the profile.",
    "/settings/compliance/suppressions": "It only leads to compliance.",
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
    "add /planted to app/(app)/navigation.tsx",
    "add /planted to memberPages in testing/filled.ts",
    "add /planted/new to lib/web/member-pages.ts",
    "add /planted/new to app/(app)/navigation.tsx",
    "show <MayNot> on /planted/new to whom its command refuses",
    "add /planted/new to memberPages in testing/filled.ts",
    "add /settings/labels/[id]/edit to adminForms in app/(app)/may-not.tsx",
    "add /settings/labels/[id]/edit to memberPages in testing/filled.ts",
  ]);
});

test("the stories have an id for every place in an address", () => {
  for (const { path } of appRoutes()) expect(addressOf(path, places), path).not.toContain("[");
});
