import { type Context, Hono } from "hono";
import { type ApiEnv, originOf } from "#lib/api/context.ts";
import { type Html, html } from "#lib/audience/subscriber-pages/html.ts";
import { subscriberPage } from "#lib/audience/subscriber-pages/page.ts";
import { postedForm } from "#lib/audience/subscriber-pages/sent-form.ts";
import { type Words, wordsFor } from "#lib/audience/subscriber-pages/words.ts";
import { asCalendarDay } from "#lib/core/calendar-day.ts";
import { addressRange } from "#lib/core/throttle/address-range.ts";
import { takeAttempt } from "#lib/core/throttle/attempts.ts";
import { readReceipt } from "./read-receipt.ts";
import { type Receipt, type ReceiptFault, receiptFault } from "./receipt-hash.ts";
import { receiptSigner } from "./receipt-key.ts";

type Page = Context<ApiEnv, "/">;

/**
 * Serves the page on which whoever holds a receipt of consent verifies it, without an account. It tells whether this
 * installation wrote it, and nothing of what else is stored.
 */
export const receiptPages = new Hono<ApiEnv>().get("/", show).post("/", verify);

const limit = { name: "receipt:verify", max: 60, windowSeconds: 60 };

async function show(c: Page): Promise<Response> {
  const words = wordsFor(c.req.header("accept-language"));
  const { fingerprint } = await receiptSigner();
  return page(words, "receipt.title", html`${asked(words)}${how(words, fingerprint)}`);
}

async function verify(c: Page): Promise<Response> {
  const words = wordsFor(c.req.header("accept-language"));
  const { say } = words;
  const form = await postedForm(c, words, "/receipts");
  if (form instanceof Response) return form;
  await takeAttempt(limit, addressRange(originOf(c).ip) ?? "unknown");
  const { publicKey, fingerprint } = await receiptSigner();
  const given = form.get("receipt") ?? "";
  const receipt = readReceipt(given);
  if (!receipt) {
    const wrong = html`<p role="alert" class="wrong">${say("receipt.none")}</p>`;
    return page(words, "receipt.noneTitle", html`${wrong}${asked(words, given)}`, 400);
  }
  const fault = receiptFault(receipt, publicKey);
  return fault
    ? page(words, "receipt.wrongTitle", html`<p role="alert">${say(faults[fault])}</p>${asked(words, given)}`)
    : page(
        words,
        "receipt.genuineTitle",
        html`<p role="status">${say("receipt.genuine")}</p>${facts(words, receipt)}<p class="soft">${say("receipt.signedWith", { key: fingerprint })}</p>`,
      );
}

const faults = {
  wording: "receipt.wording",
  facts: "receipt.facts",
  signature: "receipt.signature",
  key: "receipt.key",
} as const satisfies Record<ReceiptFault, string>;

function asked({ say }: Words, given = ""): Html {
  return html`<form method="post" action="/receipts" enctype="multipart/form-data"><label>${say("receipt.field")}<textarea name="receipt" dir="ltr" rows="10" maxlength="40000" required spellcheck="false">${given}</textarea></label><button class="main">${say("receipt.verify")}</button></form>`;
}

function how({ say }: Words, fingerprint: string): Html {
  return html`<p class="soft">${say("receipt.what")}</p>
<p class="soft">${say("receipt.hashBy")} <code dir="ltr">jq -cjS .receipt file.json | sha256sum</code></p>
<p class="soft">${say("receipt.signatureBy")} <code dir="ltr">npm run receipt:verify -- file.json</code></p>
<p class="soft">${say("receipt.keyHere", { key: fingerprint })}</p>`;
}

const labels = [
  ["controller", "receipt.sender"],
  ["purpose", "receipt.newsletter"],
  ["kind", "receipt.kind"],
  ["ground", "receipt.ground"],
  ["wording", "receipt.words"],
  ["givenOn", "receipt.givenOn"],
  ["recordedAt", "receipt.recordedAt"],
  ["confirmedAt", "receipt.confirmedAt"],
  ["confirmedOn", "receipt.confirmedOn"],
  ["confirmedFromIp", "receipt.confirmedFrom"],
] as const;

function facts(words: Words, { receipt }: Receipt): Html {
  const person = receipt.person;
  const address = typeof person === "object" && person !== null ? person.address : null;
  const lines = [
    ["receipt.address", address] as const,
    ...labels.map(([name, label]) => {
      const value = receipt[name] ?? null;
      return [label, asWritten.has(name) ? value : inWords(words, value)] as const;
    }),
  ].filter(([, value]) => typeof value === "string" && value !== "");
  return html`<ul class="lines">${lines.map(([label, value]) => html`<li><strong>${words.say(label)}</strong>: <bdi>${String(value)}</bdi></li>`)}</ul>`;
}

/** Words of the sender, which may look like anything. */
const asWritten = new Set(["controller", "purpose", "wording"]);

const values = {
  grant: "receipt.grant",
  withdrawal: "receipt.withdrawal",
  express: "receipt.express",
  implied_purchase: "receipt.purchase",
  implied_inquiry: "receipt.inquiry",
  implied_non_business: "receipt.nonBusiness",
  implied_publication: "receipt.publication",
  implied_disclosed: "receipt.disclosed",
  legitimate_interest: "receipt.interest",
} as const;

/** Returns a value of a receipt for a reader: codes in words, moments as date and time. */
function inWords({ say, day, moment }: Words, value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (/^\d{4}-\d\d-\d\dT[\d:.]{5,16}Z$/.test(value) && !Number.isNaN(Date.parse(value)))
    return moment(new Date(value));
  if (/^\d{4}-\d\d-\d\d$/.test(value) && asCalendarDay(value)) return day(new Date(value));
  return Object.hasOwn(values, value) ? say(values[value as keyof typeof values]) : value;
}

type Title = "receipt.title" | "receipt.noneTitle" | "receipt.wrongTitle" | "receipt.genuineTitle";

function page(words: Words, key: Title, body: Html, status = 200): Response {
  const title = words.say(key);
  return subscriberPage({ words, tab: title, sender: null, title, body, status });
}
