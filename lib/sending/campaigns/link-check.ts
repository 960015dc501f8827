import { cutText } from "#lib/core/cut-text.ts";
import { takeTurns } from "#lib/core/take-turns.ts";
import { countAttempt } from "#lib/core/throttle/attempts.ts";
import { askPage, type PageAnswer } from "#lib/mail/ask-page.ts";
import { linkProblem } from "#lib/mail/message/markup/link-problem.ts";
import { linksOf } from "#lib/mail/message/markup/links.ts";
import { parseMarkup } from "#lib/mail/message/markup/parse.ts";
import type { CheckLine } from "./check-lines.ts";

type Known = { at: number; answer: Promise<PageAnswer>; settled: PageAnswer | null };

const mostLinks = 30;
const atOnce = 12;
const ofOneWorkspace = 4;
const keepMilliseconds = 10 * 60_000;
const known = new Map<string, Known>();
/** One workspace's slow links leave places to the others, whose own wait for none of theirs. */
const inTurn = takeTurns({ places: atOnce, each: ofOneWorkspace });

/** Links that are opened for one workspace, so that it neither floods a site nor keeps the others waiting. */
const perWorkspace = { name: "campaign:links", max: 300, windowSeconds: 600 };

/**
 * Returns what a look at each web link of a message found. It waits `patience` at most; what has not answered by then is
 * said to be unchecked and known at the next look, as is what passes the workspace's limit. An answer is kept for ten minutes. Links with merge fields are not
 * opened, because they would be asked about people who do not exist.
 */
export async function linkLines(
  { id, body, workspace }: { id: string; body: string; workspace?: { id: string } },
  ask: (url: string) => Promise<PageAnswer> = askPage,
  patience = 1500,
): Promise<CheckLine[]> {
  const urls = [
    ...new Set(
      linksOf(parseMarkup(body))
        .map(({ href }) => href)
        .filter((href) => /^https?:/i.test(href) && linkProblem(href) === null),
    ),
  ];
  const fixed = urls.filter((url) => !url.includes("{{"));
  if (urls.length === 0) return [];
  const first = fixed.slice(0, mostLinks);
  const owner = workspace?.id ?? id;
  const isOpened = (url: string) => isKnown(keyOf(owner, url));
  const mayOpen = await countLinks(workspace?.id, first.filter((url) => !isOpened(url)).length);
  const asked = first
    .filter((url) => mayOpen || isOpened(url))
    .map((url) => ({ url, known: lookAt(owner, url, ask) }));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((done) => {
    timer = setTimeout(done, patience);
  });
  await Promise.race([Promise.all(asked.map(({ known }) => known.answer)), late]);
  clearTimeout(timer);

  const fix = `/campaigns/${id}/edit#body`;
  const lines: CheckLine[] = [];
  const unchecked = urls.length - asked.length;
  let good = 0;
  let pending = 0;
  let oldest = Date.now();
  for (const { url, known } of asked) {
    if (known.settled === null) {
      pending += 1;
      continue;
    }
    oldest = Math.min(oldest, known.at);
    const words = trouble(known.settled);
    if (words === null) good += 1;
    else lines.push({ id: "reach", state: "warn", text: `${cutText(url, 100)} ${words}`, why: null, fix });
  }
  const minutes = Math.floor((Date.now() - oldest) / 60_000);
  const age = minutes < 1 ? "just now" : `${minutes} min ago`;
  if (good > 0)
    lines.push({
      id: "reached",
      state: "ok",
      text: `${count(good)} opened ${age}: ${good === 1 ? "it leads" : "each leads"} to a page.`,
      why: null,
      fix: null,
    });
  if (pending + unchecked > 0) {
    const reasons = [
      ...(pending > 0 ? [`${pending} did not answer yet; load this page again to see`] : []),
      ...(urls.length > fixed.length ? [`${urls.length - fixed.length} with merge fields`] : []),
      ...(first.length > asked.length
        ? [`${first.length - asked.length} after too many checks; load this page again in a few minutes`]
        : []),
      ...(fixed.length > mostLinks ? [`${fixed.length - mostLinks} beyond the first ${mostLinks}`] : []),
    ];
    lines.push({
      id: "unopened",
      state: "ok",
      text: `${count(pending + unchecked)} not opened: ${reasons.join(", ")}.`,
      why: null,
      fix: null,
    });
  }
  return lines.map((line, at) => (line.id === "reach" ? { ...line, id: `reach_${at + 1}` } : line));
}

/** Counts links that are about to be opened. Returns whether the workspace may have them opened now. */
async function countLinks(workspaceId: string | undefined, links: number): Promise<boolean> {
  if (!workspaceId || links === 0) return true;
  const { left } = await countAttempt(perWorkspace, workspaceId, undefined, links);
  return left >= 0;
}

/** What is known belongs to one workspace, because otherwise a link would wait for the turn of another's. */
const keyOf = (owner: string, url: string) => `${owner} ${url}`;

const isKnown = (key: string) => (known.get(key)?.at ?? 0) > Date.now() - keepMilliseconds;

function lookAt(owner: string, url: string, ask: (url: string) => Promise<PageAnswer>): Known {
  const key = keyOf(owner, url);
  const found = known.get(key);
  if (found && ask === askPage && isKnown(key)) return found;
  if (known.size > 5000) known.clear();
  const entry: Known = { at: Date.now(), settled: null, answer: inTurn(owner, () => ask(url)) };
  entry.answer = entry.answer
    .catch((): PageAnswer => ({ failed: "connection" }))
    .then((answer) => {
      entry.settled = answer;
      entry.at = Date.now();
      return answer;
    });
  if (ask === askPage) known.set(key, entry);
  return entry;
}

/** Says what is wrong with an answer, or null when a page is there. */
function trouble(answer: PageAnswer): string | null {
  if ("status" in answer) {
    const { status } = answer;
    if (status >= 200 && status < 400) return null;
    if (status === 404 || status === 410) return `leads to no page: its server answers ${status}.`;
    if ([401, 403, 429, 451, 999].includes(status))
      return `could not be checked: its server turns the check away (${status}). Open it yourself.`;
    return `answers with an error (${status}). Open it before you send.`;
  }
  return {
    "not-found": "leads nowhere: there is no site of that name.",
    private: "cannot be opened from the internet, so readers cannot either.",
    port: "was not checked, because its port is unusual. Open it yourself.",
    address: "was not checked, because its address is unusual. Open it yourself.",
    redirects: "is passed on more than five times. Link to where it ends.",
    time: "did not answer within three seconds. Open it before you send.",
    connection: "could not be opened: its server does not answer or its certificate is not valid.",
  }[answer.failed];
}

const count = (links: number) => (links === 1 ? "1 link" : `${links} links`);
