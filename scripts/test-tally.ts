export type Tally = { passed: number; failed: number; skipped: string[] };

type Report = {
  stats?: { expected: number; unexpected: number; flaky: number; skipped: number };
  errors?: { message?: string }[];
  suites?: Suite[];
};
type Suite = { suites?: Suite[]; specs?: Spec[] };
type Spec = {
  title: string;
  file: string;
  tests: { status: string; annotations: { type: string; description?: string }[] }[];
};

/**
 * Counts a run from Playwright's JSON report. A run that broke outside its tests counts as one
 * failure: no report, an error outside of them, an unexplained non-zero exit. A test that passed
 * only the second time is a failure too.
 */
export function tallyOf(reportText: string | null, exitCode: number): Tally {
  const report = parse(reportText);
  if (!report?.stats) return { passed: 0, failed: 1, skipped: [] };
  const { expected, unexpected, flaky } = report.stats;
  const failed = unexpected + flaky + (report.errors?.length ?? 0);
  return {
    passed: expected,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: (report.suites ?? []).flatMap(skippedIn),
  };
}

export const addTallies = (tallies: readonly Tally[]): Tally => ({
  passed: tallies.reduce((sum, tally) => sum + tally.passed, 0),
  failed: tallies.reduce((sum, tally) => sum + tally.failed, 0),
  skipped: tallies.flatMap(({ skipped }) => skipped),
});

export const tallyLine = ({ passed, failed, skipped }: Tally) =>
  `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ""}`;

function skippedIn(suite: Suite): string[] {
  const here = (suite.specs ?? []).flatMap((spec) =>
    spec.tests
      .filter(({ status }) => status === "skipped")
      .map(({ annotations }) => {
        const why = annotations.find(({ type, description }) => description && /skip|fixme/.test(type));
        return `${spec.file}: ${spec.title} (${why?.description ?? "no reason given"})`;
      }),
  );
  return [...here, ...(suite.suites ?? []).flatMap(skippedIn)];
}

function parse(text: string | null): Report | null {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
