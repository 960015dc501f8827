import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { leafHash, MerkleTree, verifyInclusion } from "./merkle.ts";

// The inputs and roots of the reference implementations of RFC 6962 (certificate-transparency, "merkle tree test vectors").
const inputs = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
];
const roots = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const leaves = inputs.map((hex) => leafHash(Buffer.from(hex, "hex")));

test("the roots are those of RFC 6962's test vectors", () => {
  expect(new MerkleTree().root().toString("hex")).toBe(
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  );
  roots.forEach((root, at) => {
    expect(new MerkleTree(leaves.slice(0, at + 1)).root().toString("hex")).toBe(root);
  });
});

test("the inclusion proofs are those of RFC 6962's test vectors", () => {
  const proofOf = (leaf: number, size: number) =>
    new MerkleTree(leaves.slice(0, size)).proof(leaf - 1).map((part) => part.toString("hex"));
  expect(proofOf(1, 1)).toEqual([]);
  expect(proofOf(1, 8)).toEqual([
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
  ]);
  expect(proofOf(6, 8)).toEqual([
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  ]);
  expect(proofOf(3, 3)).toEqual(["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]);
});

/** RFC 9162, 2.1.1, as it is written there. */
function rootByDefinition(of: Buffer[]): Buffer {
  const sha256 = (...parts: Buffer[]) => createHash("sha256").update(Buffer.concat(parts)).digest();
  if (of.length === 0) return sha256();
  if (of.length === 1) return of[0] as Buffer;
  let k = 1;
  while (k * 2 < of.length) k *= 2;
  return sha256(Buffer.from([1]), rootByDefinition(of.slice(0, k)), rootByDefinition(of.slice(k)));
}

const leaf = fc.uint8Array({ maxLength: 8 }).map((data) => leafHash(Buffer.from(data)));
const change = fc.record({ at: fc.nat(), leaf, insert: fc.boolean() });

test("a changing tree always has the root of its definition", () => {
  fc.assert(
    fc.property(fc.array(leaf, { maxLength: 20 }), fc.array(change, { maxLength: 20 }), (start, changes) => {
      const list = [...start];
      const tree = new MerkleTree(start);
      for (const { at, leaf, insert } of changes) {
        if (insert || list.length === 0) {
          const place = at % (list.length + 1);
          list.splice(place, 0, leaf);
          tree.insert(place, leaf);
        } else {
          list[at % list.length] = leaf;
          tree.set(at % list.length, leaf);
        }
        if (at % 3 > 0) assert.ok(tree.root().equals(rootByDefinition(list)));
      }
      assert.ok(tree.root().equals(rootByDefinition(list)));
    }),
    { numRuns: 500 },
  );
});

test("every leaf's proof proves that leaf at that place, and nothing else", () => {
  fc.assert(
    fc.property(fc.array(leaf, { minLength: 1, maxLength: 40 }), fc.nat(), leaf, (list, pick, other) => {
      const tree = new MerkleTree(list);
      const root = tree.root();
      const index = pick % list.length;
      const path = tree.proof(index);
      const mine = list[index] as Buffer;
      assert.ok(verifyInclusion(mine, index, list.length, path, root));
      assert.equal(verifyInclusion(other, index, list.length, path, root), other.equals(mine));
      assert.ok(!verifyInclusion(mine, index, list.length, [...path, root], root));
      assert.ok(!verifyInclusion(mine, list.length, list.length, path, root));
      if (path.length) assert.ok(!verifyInclusion(mine, index, list.length, path.slice(0, -1), root));
      path.forEach((part, at) => {
        const changed = path.with(at, Buffer.from(part.map((byte) => byte ^ 1)));
        assert.ok(!verifyInclusion(mine, index, list.length, changed, root));
      });
    }),
    { numRuns: 500 },
  );
});

test("a place or a size that is none proves nothing", () => {
  const tree = new MerkleTree(leaves);
  const path = tree.proof(0);
  for (const [index, size] of [
    [-1, 8],
    [0.5, 8],
    [0, 0],
    [8, 8],
    [0, Number.NaN],
    [0, 2 ** 60],
    [0, 9],
  ] as const)
    expect(verifyInclusion(leaves[0] as Buffer, index, size, path, tree.root())).toBe(false);
  expect(() => tree.proof(8)).toThrow(RangeError);
  expect(() => tree.proof(-1)).toThrow(RangeError);
});
