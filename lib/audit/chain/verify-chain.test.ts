import assert from "node:assert/strict";
import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { sha256 } from "#lib/crypto/hash.ts";
import { ChainVerifier, type Claim, type Link } from "./verify-chain.ts";

const zero = Buffer.alloc(32);
type Whole = Link & { hash: Buffer };

/** A chain of entries that say their own number, or `says`. */
function chainOf(
  count: number,
  says = (seq: number) => `entry ${seq}`,
  from = { seq: 0, hash: zero as Buffer },
) {
  let previous = from.hash;
  return Array.from({ length: count }, (_, n): Whole => {
    const seq = from.seq + n + 1;
    const digest = sha256(says(seq));
    previous = sha256(Buffer.concat([digest, previous]));
    const at = `2026-11-26T07:00:00.${String(seq).padStart(6, "0")}Z`;
    return { seq, id: `id ${seq}`, at, action: "test.make", digest, hash: previous };
  });
}

const claim = (of: Whole[], seq: number, by = `the checkpoint at ${seq}`): Claim => ({
  seq,
  hash: (of.find((link) => link.seq === seq) as Whole).hash.toString("hex"),
  by,
});

function verify(links: Link[], claims: Claim[] = [], anchor = { seq: 0, hash: zero as Buffer }) {
  const verifier = new ChainVerifier("chain", anchor);
  for (const one of claims) verifier.claim(one);
  for (const link of links) if (!verifier.take(link)) break;
  verifier.end();
  return verifier;
}

const chain = chainOf(10);
const changed = (at: number, change: (link: Whole) => Partial<Whole>) =>
  chain.map((link) => (link.seq === at ? { ...link, ...change(link) } : link));

test("an intact chain is quiet, with claims, whole or anchored", {
  tag: "@V16.4.2",
}, () => {
  expect(verify(chain).broken).toBeNull();
  const proved = verify(chain, [claim(chain, 4), claim(chain, 4), claim(chain, 10)]);
  expect(proved).toMatchObject({ broken: null, seq: 10, proved: 10 });
  const anchor = { seq: 5, hash: chain[4]?.hash as Buffer };
  expect(verify(chain.slice(5), [claim(chain, 3), claim(chain, 5), claim(chain, 8)], anchor)).toMatchObject({
    broken: null,
    proved: 8,
  });
  expect(verify([]).broken).toBeNull();
});

test("what was changed is named, with its time and what it was", { tag: "@V16.4.2" }, () => {
  expect(verify(changed(7, () => ({ digest: sha256("something else") }))).broken).toEqual({
    chainId: "chain",
    seq: 7,
    id: "id 7",
    at: "2026-11-26T07:00:00.000007Z",
    action: "test.make",
    why: "Entry 7 was changed: what it says no longer gives its hash.",
  });
  expect(verify(changed(3, () => ({ at: "2026-11-26T06:00:00.000000Z" }))).broken?.why).toBe(
    "Entry 3 is dated before the entry in front of it.",
  );
});

test("a missing, a doubled and a misplaced entry are named", { tag: "@V16.4.2" }, () => {
  expect(verify(chain.toSpliced(4, 1)).broken).toMatchObject({
    seq: 5,
    why: "Entry 5 is missing: behind entry 4 comes entry 6.",
  });
  expect(verify(chain.slice(1)).broken?.why).toBe("Entry 1 is missing: the log begins with entry 2.");
  expect(verify(chain.toSpliced(4, 0, chain[3] as Whole)).broken?.why).toBe(
    "Entry 4 stands behind entry 4: it was put there, or moved.",
  );
  const anchor = { seq: 5, hash: chain[4]?.hash as Buffer };
  expect(verify(chain.slice(3), [], anchor).broken?.why).toBe(
    "Entry 4 stands before the beginning of what is left: it was put there.",
  );
});

test("only a claim reveals a truncated or rewritten chain, and where", {
  tag: "@V16.4.2",
}, () => {
  const forged = chainOf(10, (seq) => (seq === 6 ? "never happened" : `entry ${seq}`));
  expect(verify(forged).broken).toBeNull();
  expect(verify(forged, [claim(chain, 5), claim(chain, 9)]).broken).toMatchObject({
    seq: 9,
    id: "id 9",
    why: "Entry 9 is not the one the checkpoint at 9 knows: an entry from 6 to 9 was rewritten, and every hash behind it.",
  });
  expect(verify(chain.slice(0, 8)).broken).toBeNull();
  expect(verify(chain.slice(0, 8), [claim(chain, 10)]).broken).toMatchObject({
    seq: 9,
    id: null,
    why: "Entries 9 to 10 are missing at the end: the checkpoint at 10 knows them.",
  });
  expect(verify(chain.slice(0, 9), [claim(chain, 10)]).broken?.why).toBe(
    "Entry 10 is missing at the end: the checkpoint at 10 knows it.",
  );
  expect(verify(chain, [claim(chain, 9), claim(chain, 4)]).broken?.why).toBe(
    "The checkpoint at 4 ends at entry 4, though entry 9 was there before: entries were cut off.",
  );
});

test("an anchor that is none shows at the next claim", { tag: "@V16.4.2" }, () => {
  const anchor = { seq: 5, hash: sha256("forged") };
  const behind = chainOf(5, undefined, anchor);
  expect(verify(behind, [], anchor).broken).toBeNull();
  expect(verify(behind, [claim(chain, 7)], anchor).broken?.why).toContain(
    "an entry from 6 to 7 was rewritten",
  );
  expect(verify(behind, [claim(chain, 5)], anchor).broken?.why).toContain("entry 5 was rewritten");
});

test("any change to a claimed chain is found at or before it", {
  tag: "@V16.4.2",
}, () => {
  const tampering = fc.record({
    kind: fc.constantFrom("change", "delete", "double", "swap", "cut", "rewrite", "insert"),
    at: fc.integer({ min: 1, max: 19 }),
    other: fc.integer({ min: 1, max: 19 }),
  });
  fc.assert(
    fc.property(tampering, fc.uniqueArray(fc.integer({ min: 1, max: 20 })), ({ kind, at, other }, points) => {
      const whole = chainOf(20);
      const claims = [...points.filter((seq) => seq < 20).sort((a, b) => a - b), 20].map((seq) =>
        claim(whole, seq),
      );
      assert.equal(verify(whole, claims).broken, null);
      const links: Whole[] = [...whole];
      const mine = links[at] as Whole;
      if (kind === "change") links[at] = { ...mine, digest: sha256("else") };
      if (kind === "delete") links.splice(at, 1);
      if (kind === "double") links.splice(other, 0, mine);
      if (kind === "swap") [links[0], links[at]] = [mine, links[0] as Whole];
      if (kind === "cut") links.length = at;
      if (kind === "rewrite")
        links.splice(0, 20, ...chainOf(20, (seq) => (seq === at ? "else" : `entry ${seq}`)));
      if (kind === "insert")
        links.splice(0, 20, ...chainOf(21, (seq) => `entry ${seq <= at ? seq : seq - 1}`));
      const { broken } = verify(links, claims);
      assert.ok(broken?.why, kind);
    }),
    { numRuns: 2000 },
  );
});
