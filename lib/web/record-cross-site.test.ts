import { expect, test } from "@playwright/test";
import { ownerSql } from "#testing/factories.ts";
import { recordCrossSite } from "./record-cross-site.ts";

const installation = "00000000-0000-0000-0000-000000000000";

test("a form from another site is recorded without its token", {
  tag: "@V16.3.3",
}, async () => {
  const [start] = await ownerSql()`select now() as at`;
  await recordCrossSite({ headers: new Headers(), cookie: undefined, path: "/reset-password/secret-token" });
  const rows = await ownerSql()`select result, detail from audit_events
    where chain_id = ${installation} and action = 'access.cross_site' and occurred_at >= ${start?.at}`;
  expect(rows).toContainEqual({
    result: "refused",
    detail: { path: "/reset-password", because: "another site" },
  });
});
