import { expect, test } from "@playwright/test";
import { redirectPath } from "./redirect-path.ts";

test("the path of a redirect is read from its digest", () => {
  const error = (digest: unknown) => Object.assign(new Error("NEXT_REDIRECT"), { digest });
  expect(redirectPath(error("NEXT_REDIRECT;push;/sign-in?next=%2Fcontacts;307;"))).toBe(
    "/sign-in?next=%2Fcontacts",
  );
  for (const other of [error("1234"), error(undefined), new Error("x"), null, "NEXT_REDIRECT;push;/x;307;"])
    expect(redirectPath(other)).toBeNull();
});
