import { expect, test } from "@playwright/test";
import { sealedFields } from "#db/schema/sealed-fields.ts";
import { ownerSql } from "#testing/factories.ts";

test("a data key is kept while any sealed column needs it", async () => {
  const [row] = await ownerSql()<{ body: string }[]>`
    select prosrc as body from pg_proc where proname = 'data_key_in_use'`;
  const forgotten = Object.values(sealedFields).filter(
    ({ table, keyId }) => !row?.body.includes(`from ${table} where ${keyId} = p_id`),
  );
  expect(forgotten).toEqual([]);
});
