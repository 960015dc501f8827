import { expect, test } from "@playwright/test";
import { parseApiKey } from "#lib/crypto/api-key.ts";
import { makeMember, ownerSql } from "#testing/factories.ts";
import { admitProgram } from "./admit.ts";
import { createApiKey } from "./create.ts";
import { revokeApiKey } from "./revoke.ts";

const usual = {
  name: "Shop",
  environment: "live" as const,
  scopes: ["contacts:read" as const],
  lifetime: "90" as const,
};
const origin = { ip: "192.0.2.7", userAgent: null, requestId: "test" };
/** Nothing comes back while a test runs. */
const limits = JSON.stringify({ starter: { prefix: "test:", burst: 100, every: 600_000, rate: 1 } });

async function makeKey(more: { ipRanges?: string } = {}) {
  const { actor } = await makeMember();
  return { actor, ...(await createApiKey(actor, { ...usual, ...more })) };
}

/** Asks for many keys in one statement, and returns the tokens of each in the order asked. */
async function tokensOf(keys: string[]): Promise<(number | null | undefined)[]> {
  const parts = keys.map((key) => parseApiKey(key) as NonNullable<ReturnType<typeof parseApiKey>>);
  const ids = `{${parts.map(({ id }) => id).join(",")}}`;
  const hashes = `{${parts.map(({ hash }) => hash.toString("hex")).join(",")}}`;
  const rows = await ownerSql()<{ n: number; tokens: number | null }[]>`
    select n, tokens from admit_programs(${ids}::text[], ${hashes}::text[], ${limits}::text::jsonb)`;
  const found = new Map(rows.map(({ n, tokens }) => [n, tokens]));
  return keys.map((_, at) => found.get(at + 1));
}

const times = (key: string, many: number) => Array.from({ length: many }, () => key);

test("requests of one statement take one token each, in their order", { tag: "@V2.4.1" }, async () => {
  const [first, second, elsewhere, ended] = await Promise.all([
    makeKey(),
    makeKey(),
    makeKey({ ipRanges: "198.51.100.0/24" }),
    makeKey(),
  ]);
  await revokeApiKey(ended.actor, { keyId: ended.id });
  const tokens = await tokensOf([
    ...times(first.key, 60),
    ...times(second.key, 3),
    elsewhere.key,
    ended.key,
    ...times(first.key, 60),
  ]);
  expect(tokens.slice(0, 60)).toEqual(Array.from({ length: 60 }, (_, n) => 99 - n));
  expect(tokens.slice(60, 63)).toEqual([99, 98, 97]);
  expect(tokens[63], "its addresses are checked before a token is taken").toBeNull();
  expect(tokens[64], "a revoked key").toBeUndefined();
  expect(tokens.slice(65)).toEqual(Array.from({ length: 60 }, (_, n) => Math.max(-1, 39 - n)));
});

test("statements at once share buckets without a ring, and pass no burst", { tag: "@V15.4.1" }, async () => {
  const keys = (await Promise.all([makeKey(), makeKey(), makeKey()])).map(({ key }) => key);
  const all = await Promise.all(
    Array.from({ length: 24 }, (_, n) =>
      tokensOf([...keys, ...keys].slice(n % 3, (n % 3) + 3).flatMap((key) => times(key, 6))),
    ),
  );
  expect(all.flat().filter((tokens) => Number(tokens) >= 0)).toHaveLength(300);
});

test("a key is admitted with its holder until it is revoked", { tag: "@V7.4.1" }, async () => {
  const { actor, id, key } = await makeKey();
  expect(await admitProgram(key, origin)).toMatchObject({
    holder: { key: { id }, hereToo: true },
    taken: { success: true, limit: 100 },
  });
  await revokeApiKey(actor, { keyId: id });
  expect(await admitProgram(key, origin)).toEqual({ holder: null, taken: null });
});
