import { type Context, Hono } from "hono";
import { type ApiEnv, originOf } from "#lib/api/context.ts";
import { serveLogo } from "#lib/audience/logos/serve.ts";
import { refuseForm, sentForm } from "#lib/audience/subscriber-pages/sent-form.ts";
import { wordsFor } from "#lib/audience/subscriber-pages/words.ts";
import { cutText } from "#lib/core/cut-text.ts";
import { AppError } from "#lib/core/errors.ts";
import { evenTime } from "#lib/core/throttle/even-time.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { emailAddress } from "#lib/mail/email-address.ts";
import { embeddedWording } from "./embed.ts";
import { forScript } from "./for-script.ts";
import { countVisit, isAttacked, takeCrowded, takeUnproven } from "./limits.ts";
import { agreement, closedPage, signedUpPage, subscribePage, trapField } from "./page.ts";
import { isProven, newChallenge } from "./proof.ts";
import { provePage } from "./prove-page.ts";
import { ageOfForm, signRenderTime, signWait, waitOf } from "./render-time.ts";
import { scriptOf } from "./scripts.ts";
import { sendSubscribeForm } from "./send.ts";
import { subscribeForm } from "./subscribe-form.ts";

type Newsletter = Context<ApiEnv, "/:newsletter">;

/**
 * Serves the page on which anybody subscribes, and takes what forms on other sites send to it. Showing the page changes nothing,
 * and every signup gets the same answer after the same time.
 */
export const subscribePages = new Hono<ApiEnv>()
  .get("/prove.js", () => scriptOf("prove"))
  .get("/prove-worker.js", () => scriptOf("prove-worker"))
  .get("/embed.js", () => scriptOf("embed"))
  .get("/logos/:workspace/:id", serveLogo)
  .get("/:newsletter", show)
  .post("/:newsletter", async (c) => forScript(c, await signUp(c)));

async function show(c: Newsletter): Promise<Response> {
  const words = wordsFor(c.req.header("accept-language"));
  const form = await subscribeForm(c.req.param("newsletter"));
  if (!form) return closedPage(words);
  const { newsletterId } = form;
  const key = await linkKey();
  return shown({ words, form, made: signRenderTime(key, newsletterId) }, key);
}

/** Returns the page of a form, with new work for the browser while programs rush it. */
async function shown(page: Parameters<typeof subscribePage>[0], key: Buffer): Promise<Response> {
  const { newsletterId } = page.form;
  const challenge = (await isAttacked(newsletterId)) && newChallenge(key, newsletterId);
  return subscribePage({ ...page, ...(challenge && { challenge }) });
}

async function signUp(c: Newsletter): Promise<Response> {
  const words = wordsFor(c.req.header("accept-language"));
  const sent = await sentForm(c);
  if (!sent) return refuseForm(words);
  const form = await subscribeForm(c.req.param("newsletter"));
  if (!form) return closedPage(words);
  const { newsletterId } = form;
  const key = await linkKey();
  const email = cutText(sent.get("email") ?? "", 320).trim();
  const embedded = sent.get("form") === "embedded";
  const asked = { words, form, made: signRenderTime(key, newsletterId), email };
  if (!emailAddress.safeParse(email).success) return shown({ ...asked, wrong: "address" }, key);
  const mark = sent.get("made") ?? "";
  const age = embedded ? "timely" : ageOfForm(key, newsletterId, mark);
  // Who was quick keeps the mark, so that the second press passes.
  if (age !== "timely")
    return shown({ ...asked, ...(age === "early" && { made: mark }), wrong: "again" }, key);

  const copied = embedded && (await embeddedWording(newsletterId, sent.get("wording"), sent.get("signed")));
  const wording = copied || agreement(words, form);
  let refused: Response | null = null;
  try {
    await evenTime(async () => {
      if (sent.get(trapField)) return;
      const { ip } = originOf(c);
      const { attacked, crowded } = await visitOf(ip, newsletterId);
      const proven =
        (attacked || crowded) &&
        (await isProven(key, newsletterId, sent.get("proof"))) &&
        (!crowded || (await takeCrowded(ip)));
      const mark = sent.get("wait") ?? "";
      const wait = attacked && !proven ? waitOf(key, newsletterId, email, mark) : "over";
      const unproven = attacked && !proven;
      const refusedFor = crowded && !proven ? "crowded" : wait !== "over" ? wait : null;
      const busy = unproven && refusedFor === null && !(await takeUnproven(ip, newsletterId));
      if (refusedFor || busy) {
        const { wording, signed } = Object.fromEntries(sent);
        refused = provePage({
          ...asked,
          challenge: newChallenge(key, newsletterId),
          wait: wait === "early" ? mark : signWait(key, newsletterId, email),
          again: wait === "early" ? "early" : busy ? "busy" : null,
          crowded,
          copied: copied ? { wording: wording ?? "", signed: signed ?? "" } : null,
        });
        return;
      }
      const page = pageOf(c);
      await sendSubscribeForm(
        { kind: "anonymous", origin: originOf(c) },
        {
          newsletterId,
          email,
          form: embedded ? "embedded" : "hosted",
          wording,
          locale: words.locale,
          unproven,
          ...(page && { page }),
        },
      );
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "invalid") return shown({ ...asked, wrong: "address" }, key);
    if (error.code === "notFound") return closedPage(words);
    // Past the limits of an address nothing more is mailed, and the answer is the same: its mail is on its way.
    if (error.code !== "tooOften") throw error;
  }
  return refused ?? signedUpPage(words, form, email);
}

/** Counts a visit. `crowded`: the network is past its limits, which concern no address, so that the visitor may be told. */
async function visitOf(ip: string | null, newsletterId: string) {
  try {
    return { ...(await countVisit({ ip, newsletterId })), crowded: false };
  } catch (error) {
    if (!(error instanceof AppError && error.code === "tooOften")) throw error;
    return { attacked: false, crowded: true };
  }
}

/** Returns the address of the page a form stood on, without its query, which may hold anything. */
function pageOf(c: Newsletter): string | null {
  const page = URL.parse(c.req.header("referer") ?? c.req.header("origin") ?? "");
  if (!page || !/^https?:$/.test(page.protocol)) return null;
  return cutText(`${page.origin}${page.pathname}`, 500);
}
