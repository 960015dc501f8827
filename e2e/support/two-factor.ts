import { expect, type Page } from "@playwright/test";
import { totpCodeAt } from "#lib/account/two-factor/totp.ts";
import { password } from "./owner.ts";

/** Whoever holds the phone: each code the app would show next, none twice, within the drift the product forgives. */
export function authenticator(secret: string) {
  let used = 0;
  return {
    next(): string {
      const step = Math.max(Math.floor(Date.now() / 30_000) - 1, used + 1);
      used = step;
      return totpCodeAt(secret, step * 30_000);
    },
    wrong(): string {
      const near = [-2, -1, 0, 1, 2].map((step) => totpCodeAt(secret, Date.now() + step * 30_000));
      return (
        ["000000", "111111", "222222", "333333", "444444", "555555"].find((code) => !near.includes(code)) ??
        ""
      );
    },
  };
}

/** Passes the password step, and stands before the second. */
export async function passPassword(page: Page, email: string, next = "/dashboard") {
  await page.goto(`/sign-in?${new URLSearchParams({ next })}`);
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/two-factor/);
}
