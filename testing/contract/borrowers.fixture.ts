import { forTests, type Import } from "./imports.fixture.ts";

/** What core lends of its connections: `lookup`, one read-only statement; `single` and `count`, one statement that owes no audit entry. */
const lent = /^lib\/core\/database\/(lookup|single|count)\.ts$/;

/** Who borrows it, and why no query or command can do it instead. */
export const borrowers: Record<string, { uses: string[]; because: string }> = {
  "lib/account/sessions/read-session.ts": {
    uses: ["lookup", "single"],
    because:
      "every request asks whose session it is before there is an actor; the idle limit moves without an event",
  },
  "lib/account/passkeys/challenges.ts": {
    uses: ["single"],
    because:
      "a challenge is spent before its answer is checked, so that no answer counts twice even when the command rolls back",
  },
  "lib/account/passwords/credentials.ts": {
    uses: ["single"],
    because:
      "a password's hash is read before the transaction, so that no connection waits for bcrypt; no query may read it",
  },
  "lib/account/mailed-links/look-at-link.ts": {
    uses: ["single"],
    because:
      "a mailed link's page says whether it works before there is an actor, from a table that no query may read",
  },
  "lib/account/two-factor/pending-sign-in.ts": {
    uses: ["single"],
    because:
      "the page of the second factor is shown before there is an actor, from a table that no query may read",
  },
  "lib/mail/platform/sender-standing.ts": {
    uses: ["lookup"],
    because:
      "a mailbox takes its turn before there is a transaction, by the owner and age of the workspace that mails it",
  },
  "lib/audience/imports/import-files.ts": {
    uses: ["single"],
    because: "an upload link names no workspace, and the sweep of idle files goes through all of them",
  },
  "lib/audience/link-openings/note.ts": {
    uses: ["single"],
    because: "an opening is noted while a page is shown; it changes nobody's rights, and owes no entry",
  },
  "lib/audience/logos/serve.ts": {
    uses: ["lookup"],
    because: "a logo stands on public pages: its address names it, and there is no actor",
  },
  "lib/audience/confirmations/look.ts": {
    uses: ["lookup"],
    because: "a confirmation link's page says whether it works before there is an actor",
  },
  "lib/sending/renewals/look.ts": {
    uses: ["lookup"],
    because: "a renewal's page says whether its link works before there is an actor",
  },
  "lib/audience/subscribe-forms/subscribe-form.ts": {
    uses: ["lookup"],
    because: "a subscribe page names no workspace: the newsletter says which one",
  },
  "lib/audience/unsubscribe/subscriber.ts": {
    uses: ["lookup"],
    because: "an unsubscribe link names no workspace: the delivery says which one",
  },
  "lib/privacy/subject-requests/request-form.ts": {
    uses: ["lookup"],
    because: "the page for requests is open to anybody: its address says whose it is",
  },
  "lib/privacy/subject-requests/look.ts": {
    uses: ["lookup"],
    because:
      "a request's mailed link names no workspace, and its page says whether it works before there is an actor",
  },
  "lib/integrations/api-keys/admit.ts": {
    uses: ["count"],
    because:
      "a request's key is read and its workspace's bucket counted in one statement, before there is an actor",
  },
  "lib/integrations/api-keys/key-holder.ts": {
    uses: ["lookup", "single"],
    because:
      "a request's key says whose it is before there is an actor; a use is noted behind the answer, and owes no entry",
  },
  "lib/integrations/api-usage/note-request.ts": {
    uses: ["single"],
    because: "requests of many workspaces are written together, behind their answers, and owe no entry",
  },
  "lib/integrations/idempotency/idempotent.ts": {
    uses: ["single"],
    because:
      "a repeated request is told apart before its command runs, and its answer is kept after that committed",
  },
  "lib/integrations/idempotency/while-running.ts": {
    uses: ["single"],
    because: "says of many requests that they run on, which owes no entry",
  },
  "lib/integrations/rate-limits/postgres-buckets.ts": {
    uses: ["count"],
    because: "a request is counted before anything is done with it, in a table of no workspace",
  },
  "lib/operations/health/database-ready.ts": {
    uses: ["lookup", "single"],
    because: "health asks the two pools themselves, as nobody in no workspace",
  },
};

/** Returns who borrows what without standing in the list, and who stands in it without need. */
export function borrowedWrongly(imports: readonly Import[]): string[] {
  const taken = new Set<string>();
  for (const { file, of } of imports) {
    const [, name] = lent.exec(of) ?? [];
    if (name && !file.startsWith("testing/") && !forTests(file)) taken.add(`${file} ${name}`);
  }
  const listed = new Set(
    Object.entries(borrowers).flatMap(([file, { uses }]) => uses.map((name) => `${file} ${name}`)),
  );
  return [
    ...[...taken].filter((each) => !listed.has(each)).map((each) => `${each} is not lent`),
    ...[...listed].filter((each) => !taken.has(each)).map((each) => `${each} is not used`),
  ];
}
