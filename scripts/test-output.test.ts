import { expect, test } from "@playwright/test";
import { outputOfFailed } from "./test-output.ts";

const spec = (title: string, ok: boolean, ...stderr: object[]) => ({
  title,
  file: "lib/a.test.ts",
  ok,
  tests: [{ results: [{ status: ok ? "passed" : "failed", stdout: [], stderr }] }],
});

test("only failed tests show what they wrote", () => {
  const report = {
    suites: [
      {
        specs: [spec("passes", true, { text: '{"level":"error"}\n' })],
        suites: [
          {
            specs: [
              spec("fails", false, { text: "a " }, { buffer: btoa("fault\n") }),
              spec("is mute", false),
            ],
          },
        ],
      },
    ],
  };
  expect(outputOfFailed(JSON.stringify(report))).toEqual(["lib/a.test.ts: fails\na fault\n"]);
});

test("a report that is missing or broken shows nothing", () => {
  expect([null, "", "{", "{}"].flatMap(outputOfFailed)).toEqual([]);
});
