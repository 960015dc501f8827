type Written = { text?: string; buffer?: string };
type Result = { status: string; stdout: Written[]; stderr: Written[] };
type Suite = {
  suites?: Suite[];
  specs?: { title: string; file: string; ok: boolean; tests: { results: Result[] }[] }[];
};

/** The most characters of one test that are worth reading. */
const most = 8000;

/**
 * Returns what failed tests wrote, from Playwright's JSON report, each under its name. The run keeps the output of tests to
 * itself otherwise, because expected faults between the dots would hide an unexpected one.
 */
export function outputOfFailed(reportText: string | null): string[] {
  return suitesOf(reportText).flatMap(failedIn);
}

function failedIn(suite: Suite): string[] {
  const here = (suite.specs ?? [])
    .filter(({ ok }) => !ok)
    .flatMap(({ title, file, tests }) => {
      const text = tests
        .flatMap(({ results }) => results.flatMap(({ stdout, stderr }) => [...stdout, ...stderr]))
        .map(({ text = "", buffer }) => (buffer ? Buffer.from(buffer, "base64").toString() : text))
        .join("");
      return text.trim() ? [`${file}: ${title}\n${text.slice(0, most)}`] : [];
    });
  return [...here, ...(suite.suites ?? []).flatMap(failedIn)];
}

function suitesOf(text: string | null): Suite[] {
  try {
    return text === null ? [] : ((JSON.parse(text) as { suites?: Suite[] }).suites ?? []);
  } catch {
    return [];
  }
}
