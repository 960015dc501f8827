import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { found, sourceFiles } from "./commands.fixture.ts";
import { misnamed, nameOfPath } from "./name-of-path.fixture.ts";

test("every command and query is named after its path", async () => {
  const byFile = Object.groupBy(await found(), ({ file }) => file);
  const wrong = Object.entries(byFile).flatMap(([file, its]) =>
    misnamed(
      file,
      (its ?? []).map(({ name }) => name),
    ),
  );
  expect(wrong).toEqual([]);
});

test("every name belongs to one command or query", async () => {
  const names = (await found()).map(({ name }) => name);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  expect(names.length).toBeGreaterThan(140);
});

test("every command and query is exported, so that tests find it", async () => {
  const hidden: string[] = [];
  for (const href of sourceFiles()) {
    const file = href.replace(/^.*\/lib\//, "lib/");
    const written =
      readFileSync(new URL(href), "utf8").match(/= (?:query|statementQuery|command|callCommand)\(\{$/gm) ??
      [];
    const exported = (await found()).filter((each) => each.file === file);
    if (written.length !== exported.length) hidden.push(`${file}: export all of its ${written.length}`);
  }
  expect(hidden).toEqual([]);
});

test("a misnamed command is told its name, a rule at a time", () => {
  const paths = {
    "lib/audience/newsletters/archive.ts": "newsletter.archive",
    "lib/team/workspaces/require-two-factor.ts": "workspace.require_two_factor",
    "lib/account/account-recovery/cancel.ts": "account_recovery.cancel",
    "lib/account/two-factor/begin.ts": "two_factor.begin",
    "lib/sending/deliveries/send-again.ts": "delivery.send_again",
    "lib/account/sign-in/step-up.ts": "session.step_up",
    "lib/audit/exports/start.ts": "audit_export.start",
    "lib/core/work.ts": null,
  };
  for (const [path, name] of Object.entries(paths)) expect(nameOfPath(path), path).toBe(name);

  const archive = "lib/audience/newsletters/archive.ts";
  expect(misnamed(archive, ["newsletter.archive", "newsletter.archive_all"])).toEqual([]);
  for (const planted of [
    "newsletter.archiv",
    "newsletters.archive",
    "newsletter.remove",
    "newsletter.archive_all",
  ])
    expect(misnamed(archive, [planted])).toEqual([
      `${archive}: "${planted}" is to be called "newsletter.archive", or the file after it`,
    ]);
  expect(misnamed("lib/audience/rename.ts", ["tag.rename"])).toHaveLength(1);
});
