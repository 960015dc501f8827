import { stripVTControlCharacters } from "node:util";

/** skipped, unstable: one line for each such test, with its reason. An unstable test failed first and then passed. */
export type Tally = { passed: number; failed: number; skipped: string[]; unstable: string[] };

type Report = {
  stats?: { expected: number; unexpected: number; flaky: number; skipped: number };
  errors?: { message?: string }[];
  suites?: Suite[];
};
type Suite = { suites?: Suite[]; specs?: Spec[] };
type Spec = {
  title: string;
  file: string;
  tests: {
    status: string;
    annotations: { type: string; description?: string }[];
    results?: { error?: { message?: string } }[];
  }[];
};

/**
 * Counts a run from Playwright's JSON report. A run that broke outside its tests counts as one
 * failure: no report, an error outside of them, an unexplained non-zero exit. A test that passed
 * only the second time counts as passed and is named.
 */
export function tallyOf(reportText: string | null, exitCode: number): Tally {
  const report = parse(reportText);
  if (!report?.stats) return broken();
  const { expected, unexpected, flaky } = report.stats;
  const failed = unexpected + (report.errors?.length ?? 0);
  const suites = report.suites ?? [];
  return {
    passed: expected + flaky,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: linesOf(suites, "skipped", ({ annotations }) => {
      const why = annotations.find(({ type, description }) => description && /skip|fixme/.test(type));
      return why?.description ?? "no reason given";
    }),
    unstable: linesOf(suites, "flaky", ({ results }) => {
      const message = results?.find(({ error }) => error)?.error?.message ?? "no reason given";
      return stripVTControlCharacters(message.split("\n", 1)[0] ?? "");
    }),
  };
}

/** Returns the tally of a run that broke off. */
export const broken = (): Tally => ({ passed: 0, failed: 1, skipped: [], unstable: [] });

export const addTallies = (tallies: readonly Tally[]): Tally => ({
  passed: tallies.reduce((sum, tally) => sum + tally.passed, 0),
  failed: tallies.reduce((sum, tally) => sum + tally.failed, 0),
  skipped: tallies.flatMap(({ skipped }) => skipped),
  unstable: tallies.flatMap(({ unstable }) => unstable),
});

export const tallyLine = ({ passed, failed, skipped }: Tally) =>
  `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ""}`;

/** Returns a line for each test of a status: its file, its title and the reason. */
function linesOf(suites: Suite[], status: string, reason: (test: Spec["tests"][number]) => string): string[] {
  return suites.flatMap((suite) => [
    ...(suite.specs ?? []).flatMap((spec) =>
      spec.tests
        .filter((test) => test.status === status)
        .map((test) => `${spec.file}: ${spec.title} (${reason(test)})`),
    ),
    ...linesOf(suite.suites ?? [], status, reason),
  ]);
}

function parse(text: string | null): Report | null {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
