import { type Context, Hono } from "hono";
import { type ApiEnv, originOf } from "#lib/api/context.ts";
import { type Html, html } from "#lib/audience/subscriber-pages/html.ts";
import { subscriberPage } from "#lib/audience/subscriber-pages/page.ts";
import { postedForm } from "#lib/audience/subscriber-pages/sent-form.ts";
import { wordsOf } from "#lib/audience/subscriber-pages/words.ts";
import { asCalendarDay, dayInWords } from "#lib/core/calendar-day.ts";
import { takeAttempt } from "#lib/core/throttle/attempts.ts";
import { utc } from "#lib/core/time-zone.ts";
import { timeWords } from "#lib/mail/platform/time-words.ts";
import { readReceipt } from "./read-receipt.ts";
import { type Receipt, type ReceiptFault, receiptFault } from "./receipt-hash.ts";
import { receiptSigner } from "./receipt-key.ts";

type Page = Context<ApiEnv, "/">;

/**
 * Serves the page on which whoever holds a receipt of consent verifies it, without an account. It tells whether this
 * installation wrote it, and nothing of what else is stored. An auditor reads it, so that it is in English alone.
 */
export const receiptPages = new Hono<ApiEnv>().get("/", show).post("/", verify);

const words = wordsOf("en");
const limit = { name: "receipt:verify", max: 60, windowSeconds: 60 };

async function show(): Promise<Response> {
  return page("Verify a receipt of consent", html`${asked()}${how((await receiptSigner()).fingerprint)}`);
}

async function verify(c: Page): Promise<Response> {
  const form = await postedForm(c, words, "/receipts");
  if (form instanceof Response) return form;
  await takeAttempt(limit, originOf(c).ip ?? "unknown");
  const { publicKey, fingerprint } = await receiptSigner();
  const given = form.get("receipt") ?? "";
  const receipt = readReceipt(given);
  if (!receipt)
    return page(
      "This is no receipt",
      html`<p role="alert" class="wrong">Paste the whole file, from the first brace to the last.</p>${asked(given)}`,
      400,
    );
  const fault = receiptFault(receipt, publicKey);
  return fault
    ? page("This receipt does not verify", html`<p role="alert">${faults[fault]}</p>${asked(given)}`)
    : page(
        "This receipt is genuine",
        html`<p role="status">It was written by this Mailneo installation, which keeps the sender’s record of consent. Nothing in it has changed.</p>${facts(receipt)}<p class="soft">Signed with the key ${fingerprint}.</p>`,
      );
}

const faults: Record<ReceiptFault, string> = {
  wording: "Its wording is not the one that was recorded: the hash of the wording differs.",
  facts: "Something in it was changed: the hash of its facts differs.",
  signature: "Something in it was changed: its signature does not belong to it.",
  key: "Another key signed it. It was not written here.",
};

function asked(given = ""): Html {
  return html`<form method="post" action="/receipts" enctype="multipart/form-data"><label>Receipt, as the file has it<textarea name="receipt" rows="10" maxlength="40000" required spellcheck="false">${given}</textarea></label><button class="main">Verify receipt</button></form>`;
}

function how(fingerprint: string): Html {
  return html`<p class="soft">A receipt says who agreed to what, when, how and in which words (GDPR Art. 7(1), CASL s.13). Its page in the contact’s file offers it as JSON. Its facts are hashed with SHA-256 and signed with Ed25519, so that a change of one character shows.</p>
<p class="soft">Without this page: <code>jq -cjS .receipt file.json | sha256sum</code> gives the value “sha256”, and <code>npm run receipt:verify -- file.json</code> checks the signature, too.</p>
<p class="soft">The key here is ${fingerprint}.</p>`;
}

const labels: [name: string, label: string][] = [
  ["controller", "Sender"],
  ["purpose", "Newsletter"],
  ["kind", "What it records"],
  ["ground", "Ground"],
  ["wording", "Wording"],
  ["givenOn", "Given on"],
  ["recordedAt", "Recorded at"],
  ["confirmedAt", "Confirmed by mail at"],
  ["confirmedOn", "Confirmed on, as the imported file says"],
  ["confirmedFromIp", "Confirmed from IP"],
];

function facts({ receipt }: Receipt): Html {
  const person = receipt.person;
  const address = typeof person === "object" && person !== null ? person.address : null;
  const lines = [
    ["Address", address],
    ...labels.map(([name, label]) => {
      const value = receipt[name] ?? null;
      return [label, asWritten.has(name) ? value : inWords(value)] as const;
    }),
  ].filter(([, value]) => typeof value === "string" && value !== "");
  return html`<ul class="lines">${lines.map(([label, value]) => html`<li><strong>${String(label)}</strong>: ${String(value)}</li>`)}</ul>`;
}

/** Words of the sender, which may look like anything. */
const asWritten = new Set(["controller", "purpose", "wording"]);

const values: Record<string, string> = {
  grant: "Consent given",
  withdrawal: "Consent withdrawn",
  express: "Express consent",
  implied_purchase: "Implied consent: purchase",
  implied_inquiry: "Implied consent: inquiry",
  implied_non_business: "Implied consent: gift, volunteering or membership",
  implied_publication: "Implied consent: published address",
  implied_disclosed: "Implied consent: address given",
  legitimate_interest: "Legitimate interest",
};

/** Returns a value of a receipt for a reader: codes in words, moments as date and time. */
function inWords(value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (/^\d{4}-\d\d-\d\dT[\d:.]{5,16}Z$/.test(value) && !Number.isNaN(Date.parse(value)))
    return timeWords(new Date(value), utc);
  if (/^\d{4}-\d\d-\d\d$/.test(value) && asCalendarDay(value))
    return dayInWords(asCalendarDay(value) ?? value);
  return Object.hasOwn(values, value) ? values[value] : value;
}

function page(title: string, body: Html, status = 200): Response {
  return subscriberPage({ words, tab: title, sender: null, title, body, status });
}
