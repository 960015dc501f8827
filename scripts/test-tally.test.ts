import { expect, test } from "@playwright/test";
import { addTallies, tallyLine, tallyOf } from "./test-tally.ts";

const report = (stats: object, more: object = {}) =>
  JSON.stringify({
    stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0, ...stats },
    errors: [],
    suites: [],
    ...more,
  });

test("a run that broke without a word is a failure", () => {
  expect(tallyOf(null, 0)).toEqual({ passed: 0, failed: 1, skipped: [], unstable: [] });
  expect(tallyOf("{ half", 1).failed).toBe(1);
  expect(tallyOf(report({ expected: 3 }), 1)).toMatchObject({ passed: 3, failed: 1 });
  expect(tallyOf(report({ expected: 3 }, { errors: [{ message: "setup" }] }), 1)).toMatchObject({
    failed: 1,
  });
});

test("a test that passed at the second try is named", () => {
  const spec = {
    title: "waits for the worker",
    file: "lib/x.test.ts",
    tests: [
      {
        status: "flaky",
        annotations: [],
        results: [{ error: { message: "\u001b[2mexpected\u001b[22m 3, received 2\nat line 4" } }, {}],
      },
    ],
  };
  const tally = tallyOf(report({ expected: 2, flaky: 1 }, { suites: [{ specs: [spec] }] }), 0);
  expect(tally).toEqual({
    passed: 3,
    failed: 0,
    skipped: [],
    unstable: ["lib/x.test.ts: waits for the worker (expected 3, received 2)"],
  });
});

test("a test that fails twice is a failure", () => {
  expect(tallyOf(report({ expected: 2, unexpected: 1 }), 1)).toMatchObject({ passed: 2, failed: 1 });
});

test("what was skipped is named with its reason", () => {
  const spec = {
    title: "reads a closed folder",
    file: "scripts/x.test.ts",
    tests: [{ status: "skipped", annotations: [{ type: "skip", description: "root may read everything" }] }],
  };
  const tally = tallyOf(
    report({ expected: 1, skipped: 1 }, { suites: [{ suites: [{ specs: [spec] }] }] }),
    0,
  );
  expect(tally.skipped).toEqual(["scripts/x.test.ts: reads a closed folder (root may read everything)"]);
  expect(tallyLine(tally)).toBe("1 passed, 0 failed, 1 skipped");
});

test("runs add up to one plain line", () => {
  const sum = addTallies([
    tallyOf(report({ expected: 4 }), 0),
    tallyOf(report({ expected: 5, unexpected: 2 }), 1),
  ]);
  expect(tallyLine(sum)).toBe("9 passed, 2 failed");
});
