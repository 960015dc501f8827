import { expect, test } from "@playwright/test";
import { projectFile, projectFiles } from "../project-files.ts";

const code = projectFiles(/\.tsx?$/).filter((path) => /^(app|components)\//.test(path));

/** Files that hand an action to React themselves, each with the reason in docs/decisions/text-outlives-the-connection.md. */
const own = ["components/forms/plain-form.tsx", "components/forms/submit-form.tsx"];

test("no form hands its action to React without keeping its text", () => {
  const bare = code.filter((path) => !own.includes(path) && bareAction.test(projectFile(path)));
  expect(bare).toEqual([]);
});

test("one hook alone runs form actions", () => {
  const users = code.filter((path) => /import[^;]*\buseActionState\b/.test(projectFile(path)));
  expect(users).toEqual(["components/forms/use-form-action.ts"]);
});

test("a bare form action is found", () => {
  expect(bareAction.test('<form className="x" action={save}>')).toBe(true);
  expect(bareAction.test("<button formAction={save}>")).toBe(true);
  expect(bareAction.test('<form action="/api/uploads" method="post">')).toBe(false);
});

// `path` and `here` are addresses, which the browser opens itself.
const bareAction = /<form\b[^>]*\baction=\{(?!(?:path|here)\})|\bformAction=\{(?!here\})/;
