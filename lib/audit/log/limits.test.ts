import { expect, test } from "@playwright/test";
import { exportLog } from "#lib/audit/exports/start.ts";
import { verifyAuditLog } from "#lib/audit/verifications/start.ts";
import type { AppError } from "#lib/core/errors.ts";
import { makeMember } from "#testing/factories.ts";

/** How asking that many times at once ends, as counts. */
async function ask(times: number, once: () => Promise<unknown>) {
  const codes = await Promise.all(
    Array.from({ length: times }, () =>
      once().then(
        () => "done",
        (error: AppError) => error.code,
      ),
    ),
  );
  return ["done", "conflict", "tooOften"].map((code) => codes.filter((each) => each === code).length);
}

test("a workspace verifies its log thirty times an hour, one at once", {
  tag: "@V2.4.1",
}, async () => {
  const { actor } = await makeMember();
  const { actor: other } = await makeMember();
  expect(await ask(35, () => verifyAuditLog(actor, {}))).toEqual([1, 29, 5]);
  expect(await ask(1, () => verifyAuditLog(other, {}))).toEqual([1, 0, 0]);
});

test("a workspace exports its log sixty times a day, three at once", {
  tag: "@V2.4.1",
}, async () => {
  const { actor } = await makeMember();
  expect(await ask(65, () => exportLog(actor, { format: "csv" }))).toEqual([3, 57, 5]);
});
