import { expect, test } from "@playwright/test";
import { asConfirmed } from "./as-confirmed.ts";

test("more than 1 % above the confirmed number is refused", () => {
  const refused = (expected: number | undefined, real: number) => {
    try {
      asConfirmed(expected, real, `${real} people would get it`);
      return null;
    } catch (error) {
      return error;
    }
  };
  expect(refused(5, 6)).toMatchObject({ code: "conflict", pageIsOld: true });
  expect(refused(5, 7)).toMatchObject({
    message: expect.stringContaining("7 people would get it now, where you saw 5."),
  });
  expect(refused(0, 1)).toMatchObject({ code: "conflict" });
  expect(refused(1000, 1011)).toMatchObject({ code: "conflict" });
  for (const [expected, real] of [
    [5, 5],
    [5, 3],
    [100, 101],
    [1000, 1010],
    [undefined, 9],
  ] as const)
    expect(refused(expected, real)).toBeNull();
});
