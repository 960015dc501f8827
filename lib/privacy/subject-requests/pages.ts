import { type Context, Hono } from "hono";
import { type ApiEnv, originOf } from "#lib/api/context.ts";
import { getPreferences } from "#lib/audience/preferences/get.ts";
import { trapField } from "#lib/audience/subscribe-forms/page.ts";
import { ageOfForm, signRenderTime } from "#lib/audience/subscribe-forms/render-time.ts";
import { nothingPage } from "#lib/audience/subscriber-pages/fault-pages.ts";
import { chosen, postedForm, type SentForm } from "#lib/audience/subscriber-pages/sent-form.ts";
import { type Words, wordsFor, wordsOf } from "#lib/audience/subscriber-pages/words.ts";
import { subscriberOf } from "#lib/audience/unsubscribe/subscriber.ts";
import { cutText } from "#lib/core/cut-text.ts";
import { AppError } from "#lib/core/errors.ts";
import { evenTime } from "#lib/core/throttle/even-time.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { emailAddress } from "#lib/mail/email-address.ts";
import { askRequest } from "./ask.ts";
import { askByLink } from "./ask-by-link.ts";
import { bundleZip } from "./bundle-zip.ts";
import { countVisit } from "./count-visit.ts";
import { disownRequest } from "./disown.ts";
import { type RequestKind, requestKind } from "./fields.ts";
import { lookAtRequest, waitingBeside } from "./look.ts";
import { openBundle, proveAddress } from "./open-bundle.ts";
import {
  askedPage,
  askPage,
  BUNDLE_NAME,
  bundlePage,
  deadLinkPage,
  proofPage,
  provedPage,
  receivedPage,
} from "./page.ts";
import { proveRequest } from "./prove.ts";
import { requestForm } from "./request-form.ts";
import { pressOf } from "./spend-mark.ts";

type Workspace = Context<ApiEnv, "/:workspace">;
type Token = Context<ApiEnv, "/proof/:token">;

/**
 * Serves the pages on which people ask a workspace about their own data: the form, the proof of their address, and their data.
 * Opening a page changes nothing, because mail filters open every link; a press does.
 */
export const subjectRequestPages = new Hono<ApiEnv>()
  .get("/proof/:token", (c) => showProof(c))
  .post("/proof/:token", pressProof)
  .get("/bundle/:token", showBundle)
  .post("/bundle/:token", takeBundle)
  .post("/mine/:token", askFromPreferences)
  .get("/:workspace", show)
  .post("/:workspace", ask);

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const wordsOfRequest = (c: Context<ApiEnv>) => wordsFor(c.req.header("accept-language"));
const visitorOf = (c: Context<ApiEnv>) => ({ kind: "anonymous", origin: originOf(c) }) as const;
const is = (error: unknown, ...codes: AppError["code"][]): error is AppError =>
  error instanceof AppError && codes.includes(error.code);

async function show(c: Workspace): Promise<Response> {
  const form = await requestForm(c.req.param("workspace"));
  if (!form) return nothingPage(c);
  return askPage({ words: wordsOfRequest(c), form, made: signRenderTime(await linkKey(), form.workspaceId) });
}

async function ask(c: Workspace): Promise<Response> {
  const words = wordsOfRequest(c);
  const sent = await postedForm(c, words, "/subject-requests");
  if (sent instanceof Response) return sent;
  const form = await requestForm(c.req.param("workspace"));
  if (!form) return nothingPage(c);
  const key = await linkKey();
  const { workspaceId } = form;
  const typed = typedIn(sent);
  const page = { words, form, made: signRenderTime(key, workspaceId), typed };
  const mark = sent.get("made") ?? "";
  const age = ageOfForm(key, workspaceId, mark);
  // Who was quick keeps the mark, so that the second press passes.
  if (age !== "timely") return askPage({ ...page, ...(age === "early" && { made: mark }), wrong: "again" });
  if (!emailAddress.safeParse(typed.email).success) return askPage({ ...page, wrong: "email" });
  if (!requestKind.safeParse(typed.kind).success) return askPage({ ...page, wrong: "kind" });
  const press = { mark, text: JSON.stringify(typed) };
  const answer = (which: "first" | "again" | "used") =>
    which === "used" ? askPage({ ...page, wrong: "again" }) : askedPage(words, form, typed.email.trim());
  if (!sent.get(trapField)) {
    const which = await pressOf(press);
    if (which !== "first") return answer(which);
    if (await isCrowded(c, workspaceId)) return askPage({ ...page, wrong: "crowded" });
  }
  try {
    await evenTime(async () => {
      if (sent.get(trapField)) return;
      const kind = typed.kind as RequestKind;
      await askRequest(visitorOf(c), { ...typed, workspaceId, kind, locale: words.locale, press });
    });
  } catch (error) {
    if (is(error, "invalid")) return answer("used");
    // Another press of the same form was faster: of the same text, or of another one.
    if (is(error, "conflict")) return answer(await pressOf(press));
    throw error;
  }
  return answer("first");
}

/** Counts a visit, and returns whether its network or the page is past its limits. */
async function isCrowded(c: Workspace, workspaceId: string): Promise<boolean> {
  try {
    await countVisit({ ip: originOf(c).ip, workspaceId });
    return false;
  } catch (error) {
    if (is(error, "tooOften")) return true;
    throw error;
  }
}

const typedIn = (sent: SentForm) => ({
  email: cutText(sent.get("email") ?? "", 320),
  kind: cutText(sent.get("kind") ?? "", 20),
  words: cutText((sent.get("words") ?? "").replaceAll("\0", "").toWellFormed().trim(), 2000),
});

async function showProof(c: Token, wrong = false): Promise<Response> {
  const words = wordsOfRequest(c);
  const token = c.req.param("token");
  const seen = await lookAtRequest(token, "proof");
  if (!seen) return deadLinkPage(words);
  const page = Math.min(1000, Number(/^[1-9]\d{0,3}$/.exec(c.req.query("page") ?? "")?.[0] ?? 1));
  return proofPage(
    words,
    token,
    { ...seen, ...(seen.state === "open" && { waiting: await waitingBeside(token, page) }) },
    wrong,
  );
}

async function pressProof(c: Token): Promise<Response> {
  const words = wordsOfRequest(c);
  const form = await postedForm(c, words, "/subject-requests");
  if (form instanceof Response) return form;
  const token = c.req.param("token");
  const act = form.get("act");
  const requestIds = chosen(form, "request.")
    .filter((id) => uuid.test(id))
    .slice(0, 20);
  const seen = await lookAtRequest(token, "proof");
  if (seen?.state === "open" && requestIds.length === 0 && (await waitingBeside(token)).lines.length > 1)
    return showProof(c, true);
  try {
    if (act === "confirm") {
      const proved = await proveRequest(visitorOf(c), { token, requestIds });
      if (seen) return provedPage(words, seen, proved);
    } else if (act === "disown") await disownRequest(visitorOf(c), { token, requestIds });
  } catch (error) {
    // Used before, or over: the page says what holds.
    if (!is(error, "conflict", "notFound", "invalid")) throw error;
  }
  return showProof(c);
}

async function showBundle(c: Token): Promise<Response> {
  const words = wordsOfRequest(c);
  const token = c.req.param("token");
  const seen = await lookAtRequest(token, "bundle");
  return seen ? bundlePage(words, token, seen) : deadLinkPage(words);
}

async function takeBundle(c: Token): Promise<Response> {
  const words = wordsOfRequest(c);
  const form = await postedForm(c, words, "/subject-requests");
  if (form instanceof Response) return form;
  const token = c.req.param("token");
  const seen = await lookAtRequest(token, "bundle");
  if (!seen) return deadLinkPage(words);
  if (seen.state !== "open") return bundlePage(words, token, seen);
  const email = cutText(form.get("email") ?? "", 320);
  try {
    if (form.get("act") !== "download") {
      await proveAddress({ token, email: emailAddress.catch("").parse(email) });
      return bundlePage(words, token, seen, { email });
    }
    const archive = await bundleZip(await openBundle(visitorOf(c), { token, email }));
    return new Response(new Uint8Array(archive), {
      headers: {
        "content-type": "application/zip",
        "content-disposition": `attachment; filename="${BUNDLE_NAME}"`,
        "cache-control": "private, no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-robots-tag": "noindex",
      },
    });
  } catch (error) {
    const wrong = (key: "request.bundleWrong" | "subscribe.invalid" | "confirm.expired") =>
      bundlePage(words, token, seen, { email, wrong: words.say(key) });
    if (is(error, "invalid")) return wrong(email.includes("@") ? "request.bundleWrong" : "subscribe.invalid");
    // Twenty tries an hour are enough for the person whose address it is.
    if (is(error, "tooOften")) return wrong("request.bundleWrong");
    if (is(error, "conflict")) return bundlePage(words, token, { ...seen, state: "gone" });
    throw error;
  }
}

async function askFromPreferences(c: Context<ApiEnv, "/mine/:token">): Promise<Response> {
  const words = wordsOfRequest(c);
  const form = await postedForm(c, words, "/subject-requests");
  if (form instanceof Response) return form;
  const subscriber = await subscriberOf(c.req.param("token"), originOf(c));
  const kind = form.get("kind") === "erase" ? "erase" : form.get("kind") === "access" ? "access" : null;
  if (!subscriber || !kind) return deadLinkPage(words);
  const preferences = await getPreferences(subscriber, {});
  const read: Words = preferences.language ? wordsOf(preferences.language) : words;
  try {
    const { dueOn } = await askByLink(subscriber, { kind, locale: read.locale });
    return receivedPage(read, { ...preferences, kind, dueOn });
  } catch (error) {
    // Erased meanwhile, or asked too often: nothing is left to do here.
    if (is(error, "notFound", "tooOften")) return deadLinkPage(read);
    throw error;
  }
}
