import { expect, test } from "@playwright/test";
import { z } from "zod";
import { shareOf } from "#lib/core/jobs/jobs.ts";
import { jobs } from "#lib/jobs.ts";
import { newcomerMail, platformMail } from "#lib/mail/platform/platform-mail.ts";
import { projectFile, projectFiles } from "#testing/project-files.ts";

const takesWorkspace = (input: z.ZodType) => input instanceof z.ZodObject && "workspaceId" in input.shape;

/** Queues that workspaces fill: those whose data names one or whose places are shared, and the platform's own mail. */
const shared = jobs.filter(
  (job) => takesWorkspace(job.input) || job.concurrencyPerWorkspace || job.input === platformMail.input,
);

test("queues that workspaces fill are found", () => {
  const names = shared.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      "campaign-send",
      "campaign-start",
      "import-run",
      "audit-export",
      "platform-mail",
      "unsubscribe-links-mail",
    ]),
  );
});

for (const job of shared) {
  const { name, concurrency = 1, ends, run } = job;
  test(`${name} leaves places to other workspaces`, () => {
    expect(shareOf(job), "one workspace must not take every place").toBeLessThan(concurrency);
    expect(shareOf(job)).toBeGreaterThan(0);
  });

  test(`${name} yields to others or says why it ends`, () => {
    if (/\bothersWait\b/.test(run.toString())) expect(ends).toBeUndefined();
    else expect(ends, "ask `othersWait`, or declare `ends`").toMatch(/^[A-Z].+\.$/);
  });
}

/** Commands for visitors that mail an address with an account only, and after a limit or a link that only its user has. */
const mailUsersOnly = [
  "lib/account/email-changes/cancel.ts",
  "lib/account/passwords/request-reset.ts",
  "lib/account/sign-in/disown.ts",
];

test("strangers' mails stand in no queue of security mail", () => {
  const files = projectFiles(/^lib\/.+(?<!\.test)\.ts$/).filter((file) => {
    const code = projectFile(file);
    return /allow: visitor\b/.test(code) && /enqueue\(\s*platformMail\b/.test(code);
  });
  expect(files.sort()).toEqual(mailUsersOnly);
  expect(newcomerMail.name).not.toBe(platformMail.name);
});
