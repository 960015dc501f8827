import { type Actor, workspaceOf } from "#lib/core/actor.ts";
import { rolesAdmitted } from "#lib/core/policies.ts";
import { apiRoutes } from "#lib/routes.ts";
import { caseOf } from "#testing/contract/cases.fixture.ts";
import { findCommands, snapshot } from "#testing/contract/commands.fixture.ts";
import { anonymous, ownerSql } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { asFields, callAction, serverActions } from "./support/actions.ts";
import { makeOwner, type Owner } from "./support/owner.ts";
import { addressOf, appRoutes } from "./support/routes.ts";
import { callerNames, sessionCookie, twoWorkspaces } from "./support/two-workspaces.ts";
import { type Answer, ask } from "./support/wire.ts";

test("every page answers each caller as docs/who-opens.md says", {
  tag: ["@V8.2.1", "@V8.2.2", "@V8.4.1"],
}, async () => {
  test.slow();
  const { cookies, of, marks, unknown } = await twoWorkspaces();
  const lines: string[] = [];
  const shut: string[] = [];
  for (const { path, kind, parameters } of appRoutes()) {
    const address = addressOf(path, of);
    const answers = await Promise.all(callerNames.map((name) => open(address, cookies[name])));
    // A subscriber's page opens for whoever holds a real link, which no caller here does.
    const held = path.endsWith("/[[...path]]");
    if (!held && answers.every((answer) => /^(4\d\d|307 to \/sign-in)$/.test(said(answer)))) shut.push(path);
    lines.push(`| \`${path}\` | ${kind} | ${answers.map(said).join(" | ")} |`);

    const theirs = cookies["another workspace's owner"];
    const [bare] = address.split("?");
    const asked = new URLSearchParams(parameters.map((name) => [name, idFor(name, of)]));
    const strange = [
      answers[0],
      answers.at(-1),
      parameters.length > 0 && (await open(`${bare}?${asked}`, theirs)),
      // As a click on a link asks: what comes is data for React.
      memberPage(path) && (await open(`${bare}?${asked}`, theirs, { rsc: "1" })),
    ].filter((answer) => typeof answer === "object");
    for (const answer of strange)
      expect(
        marks.filter((mark) => answer.text.includes(mark)),
        address,
      ).toEqual([]);
    if (!/\[(id|userId)\]/.test(path)) continue;
    expect(
      [answers.at(-1), await open(addressOf(path, unknown), theirs)].map((each) => each?.status),
      path,
    ).toEqual([404, 404]);
  }
  expect(shut, "a row that is shut to everybody proves nothing").toEqual([]);
  expect(page(lines)).toMatchSnapshot("who-opens.md");
  // What proves that marks would have been seen.
  const seen = await open("/dashboard", cookies.owner);
  expect(marks.some((mark) => seen.text.includes(mark))).toBe(true);
});

test("every server action refuses viewers and other workspaces, and records it", {
  tag: ["@V8.2.1", "@V8.2.2", "@V8.3.1"],
}, async () => {
  test.slow();
  const commands = await findCommands();
  const called: string[] = [];
  for (const action of await serverActions()) {
    const spec = commands.get(action.command ?? "")?.spec;
    // Open to anybody, before they are someone or by a link; who sends none is nobody's subscriber.
    if (!spec || spec.admits(anonymous()) || spec.policy === "subscriber") continue;
    const { actor, input, openToStrangers } = await caseOf(withoutWorker[spec.name] ?? spec.name)();
    const fields = asFields(input);
    const before = await writtenByPeople(actor);

    const stranger = await makeOwner();
    const told = await callAction(action, fields, sessionCookie(stranger.cookie));
    expect.soft(await writtenByPeople(actor), `${action.name} by a stranger`).toEqual(before);
    // A form with a way of its own to write its input down is told about its fields before it is looked whose they are.
    if (!openToStrangers && !told.text.includes('"fields":{'))
      expect.soft(await refusedTo(stranger, spec.name), `${action.name} by a stranger`).not.toEqual([]);

    if (
      !("workspaceId" in actor) ||
      !actor.workspaceId ||
      (rolesAdmitted(spec.policy) ?? ["viewer"]).includes("viewer")
    )
      continue;
    const viewer = await makeOwner({ workspaceId: actor.workspaceId, role: "viewer" });
    const asViewed = await writtenByPeople(actor);
    await callAction(action, fields, sessionCookie(viewer.cookie));
    expect.soft(await writtenByPeople(actor), `${action.name} by a viewer`).toEqual(asViewed);
    expect
      .soft(await refusedTo(viewer, spec.name), `${action.name} by a viewer`)
      .toEqual([`not a ${spec.policy}`]);
    called.push(spec.name);
  }
  expect(called.length).toBeGreaterThan(25);
});

test("every server action refuses anonymous callers unless its policy is open", {
  tag: "@V8.3.1",
}, async () => {
  const commands = await findCommands();
  const broken: string[] = [];
  for (const action of await serverActions()) {
    const { status, text } = await callAction(action, { token: "x" });
    if (status >= 500 || text.includes("Something went wrong on our side"))
      broken.push(`${action.name} ${status}`);
    const spec = commands.get(action.command ?? "")?.spec;
    if (spec && !spec.admits(anonymous())) expect(`${action.name} ${status}`).toMatch(/ (303|200|404)$/);
  }
  expect(broken).toEqual([]);
});

test("the API ignores cookies and answers all keyless callers alike", {
  tag: "@V8.2.1",
}, async () => {
  const { cookies, of, marks } = await twoWorkspaces();
  const lines: string[] = [];
  for (const { method, path } of apiRoutes) {
    const address = path.replace(/:\w+/g, of.sent);
    const answers = await Promise.all(
      callerNames.map((name) =>
        ask(address, { method, headers: { ...(cookies[name] && { cookie: cookies[name] }) } }),
      ),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size, `${method} ${path}`).toBe(1);
    for (const { text } of answers) expect(marks.filter((mark) => text.includes(mark))).toEqual([]);
    lines.push(`${method} ${path} ${answers[0]?.status}`);
  }
  expect(lines).toEqual([
    "GET /api/health 200",
    "GET /api/ready 200",
    "GET /api/metrics 404",
    "POST /api/unsubscribe/:token 303",
    "GET /api/unsubscribe/:token 303",
    "POST /api/uploads/:form 404",
    "GET /api/v1/openapi.json 200",
    "GET /api/v1/mailneo.ts 200",
    "GET /api/v1/postman.json 200",
    "GET /api/v1/me 401",
    "GET /api/v1/contacts 401",
    "POST /api/v1/contacts 401",
    "GET /api/v1/contacts/:id 401",
    "PATCH /api/v1/contacts/:id 401",
    "DELETE /api/v1/contacts/:id 401",
    "POST /api/v1/contacts/:id/erase 401",
    "GET /api/v1/contacts/:id/export 401",
    "GET /api/v1/contacts/:id/consents 401",
    "POST /api/v1/contacts/:id/consents 401",
    "POST /api/v1/imports 401",
    "GET /api/v1/imports/:id 401",
    "GET /api/v1/newsletters 401",
    "POST /api/v1/newsletters 401",
    "GET /api/v1/newsletters/:id 401",
    "PATCH /api/v1/newsletters/:id 401",
    "POST /api/v1/newsletters/:id/subscriptions 401",
    "DELETE /api/v1/newsletters/:id/subscriptions 401",
    "GET /api/v1/suppressions 401",
    "POST /api/v1/suppressions 401",
    "GET /api/v1/suppressions/:id 401",
    "DELETE /api/v1/suppressions/:id 401",
    "GET /api/v1/campaigns 401",
    "POST /api/v1/campaigns 401",
    "GET /api/v1/campaigns/:id 401",
    "POST /api/v1/campaigns/:id/check 401",
    "POST /api/v1/campaigns/:id/send 401",
    "GET /api/v1/campaigns/:id/deliveries 401",
    "GET /api/v1/webhooks 401",
    "POST /api/v1/webhooks 401",
    "GET /api/v1/webhooks/:id 401",
    "PATCH /api/v1/webhooks/:id 401",
    "DELETE /api/v1/webhooks/:id 401",
    "GET /api/v1/webhooks/:id/deliveries 401",
    "POST /api/v1/webhooks/:id/deliveries/:delivery_id/replay 401",
    "GET /api/v1/audit-events 401",
    "POST /api/mcp 401",
    "GET /unsubscribe 200",
    "POST /unsubscribe 400",
    "GET /unsubscribe/:token 404",
    "POST /unsubscribe/:token 404",
    "GET /preferences/:token 404",
    "POST /preferences/:token 404",
    "GET /subscribe/prove.js 200",
    "GET /subscribe/prove-worker.js 200",
    "GET /subscribe/embed.js 200",
    "GET /subscribe/logos/:workspace/:id 404",
    "GET /subscribe/:newsletter 404",
    "POST /subscribe/:newsletter 404",
    "GET /confirm/:token 404",
    "POST /confirm/:token 404",
    "GET /agree/:token 404",
    "POST /agree/:token 404",
    "GET /receipts 200",
    "POST /receipts 400",
    "GET /subject-requests/proof/:token 404",
    "POST /subject-requests/proof/:token 404",
    "GET /subject-requests/bundle/:token 404",
    "POST /subject-requests/bundle/:token 404",
    "POST /subject-requests/mine/:token 404",
    "GET /subject-requests/:workspace 404",
    "POST /subject-requests/:workspace 404",
  ]);
});

/** A case that names the same ids, for those the product's own worker would be quicker with. */
const withoutWorker: Record<string, string> = { "import.resume": "import.cancel" };

/** Without what the worker writes meanwhile, of its own accord, about what was queued. */
async function writtenByPeople(actor: Actor) {
  const rows = Object.entries(await snapshot(actor)).filter(([table]) => !ofTheWorker.test(table));
  const changes = await ownerSql()`select id from audit_events
    where workspace_id = ${workspaceOf(actor)} and result = 'done' and actor_kind <> 'job' and action <> 'test.make' order by id`;
  return { ...Object.fromEntries(rows), changes };
}

// Guarded ones among them: what somebody else did there is an entry, and those are compared.
const ofTheWorker =
  /^(security_scores|campaigns|deliveries|email_account_health|imports|import_chunks|audit_.*)$/;

const refusedTo = async ({ user }: Owner, action: string) =>
  (
    await ownerSql()`select detail->>'because' as because from audit_events
      where user_id = ${user.id} and action = ${action} and result = 'refused'`
  ).map(({ because }) => String(because));

/** What an answer says, in a few words: its status, where it leads, whether it only says no. */
function said({ status, headers, text }: Answer): string {
  const to = headers.location ? new URL(headers.location, "http://here").pathname : "";
  if (to) return `${status} to ${to}`;
  return status === 200 && text.includes("of this workspace, and cannot do this")
    ? "200, told no"
    : `${status}`;
}

const page = (lines: string[]) =>
  [
    "# Who opens what",
    "",
    "How every page and route handler answers each kind of caller, as `e2e/walls.spec.ts` sees it. The last column opens addresses with the",
    "ids of the others' workspace. “told no”: the page is there, and says who may.",
    "",
    `| Address | | ${callerNames.join(" | ")} |`,
    `| --- | --- | ${callerNames.map(() => "---").join(" | ")} |`,
    ...lines,
    "",
  ].join("\n");

const open = (address: string, cookie: string | undefined, headers: Record<string, string> = {}) =>
  ask(address, { headers: { ...(cookie && { cookie }), ...headers } });

/** Not one of those before you are someone. */
const memberPage = (path: string) => /^\/(dashboard|contacts|newsletters|campaigns|settings)/.test(path);

const idFor = (name: string, of: Record<string, string>) => of[name.replace(/Id$/, "")] ?? of.sent ?? "";
