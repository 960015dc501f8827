import { expect, test } from "@playwright/test";
import { linkPages, linkPurposes, mailedLink } from "#lib/mail/platform/mailed-link.ts";
import { linkCookie, withoutToken } from "./mailed-link.ts";

test("each mailed link's token goes into a cookie of its page", { tag: "@V14.2.1" }, () => {
  for (const purpose of linkPurposes) {
    const { pathname } = new URL(mailedLink(purpose, "seed"));
    const [page, token] = [linkPages[purpose], pathname.slice(linkPages[purpose].length)];
    const clean = withoutToken(pathname);
    expect(clean?.path).toBe(`${page}link`);
    expect(clean?.path).not.toContain(token);
    expect(clean?.cookie).toBe(
      `${linkCookie(page)}=${token}; Path=/; Max-Age=1800; Secure; HttpOnly; SameSite=Lax`,
    );
    expect(withoutToken(clean?.path ?? ""), "the clean address stays").toBeNull();
  }
  const pages = [...new Set(Object.values(linkPages))];
  expect(new Set(pages.map(linkCookie)).size).toBe(pages.length);
});

test("a hostile token reaches no cookie as it is", () => {
  for (const token of ["a%0d%0aSet-Cookie:x=y", "a;b", "a,b", "%22", "é", "a".repeat(201)])
    expect(withoutToken(`/reset-password/${token}`)?.cookie, token).toMatch(
      /^__Host-mn\.link-reset-password=-; Path=\/; Max-Age=1800; Secure; HttpOnly; SameSite=Lax$/,
    );
});

test("other addresses and subscribers' links stay as they are", () => {
  for (const path of [
    "/",
    "/verify-email",
    "/verify-email/",
    "/reset-password/a/b",
    "/change-email/done/changed",
    "/account-recovery/asked",
    `/unsubscribe/${"A".repeat(44)}`,
    `/preferences/${"A".repeat(44)}`,
    `/confirm/${"A".repeat(44)}`,
  ])
    expect(withoutToken(path), path).toBeNull();
});
