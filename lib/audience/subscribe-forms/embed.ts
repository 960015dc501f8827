import { html } from "#lib/audience/subscriber-pages/html.ts";
import { wordsOf } from "#lib/audience/subscriber-pages/words.ts";
import { cutText } from "#lib/core/cut-text.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { hmac, safeEqual } from "#lib/crypto/hash.ts";
import { env } from "#lib/env.ts";
import { agreement, trapField } from "./page.ts";
import type { SubscribeForm } from "./subscribe-form.ts";

/** Returns the public address of a newsletter's subscribe page. */
export const subscribeUrl = (newsletterId: string) => `${env().APP_URL}/subscribe/${newsletterId}`;

/** Returns the script that lets such a form stay on its page: wanted, never needed. */
export const embedScript = () => `<script src="${env().APP_URL}/subscribe/embed.js" defer></script>`;

/**
 * Returns a form to paste into any site: plain HTML that needs no script and no style. Its words are signed, so that a consent
 * records what the copy showed and nothing that a program made up.
 */
export async function embedCode(
  form: Pick<SubscribeForm, "newsletterId" | "newsletter" | "sender" | "privacyUrl">,
): Promise<string> {
  const words = wordsOf("en");
  const { say } = words;
  const wording = agreement(words, form);
  const signed = signature(await linkKey(), form.newsletterId, wording);
  return html`<form action="${subscribeUrl(form.newsletterId)}" method="post">
  <input type="hidden" name="form" value="embedded">
  <input type="hidden" name="wording" value="${wording}">
  <input type="hidden" name="signed" value="${signed}">
  <label>${say("subscribe.email")} <input type="email" name="email" autocomplete="email" required></label>
  <label hidden>${say("subscribe.hidden")} <input name="${trapField}" tabindex="-1" autocomplete="off"></label>
  <p>${wording}</p>
  <button>${say("subscribe.button")}</button>
</form>`.text;
}

/** Returns the words of a copied form when we signed exactly these for this newsletter; null otherwise. */
export async function embeddedWording(
  newsletterId: string,
  wording: string | undefined,
  signed: string | undefined,
): Promise<string | null> {
  // Browsers send line breaks their own way, and these words have none.
  const said = wording && cutText(wording.trim(), 3000);
  if (!said || !signed) return null;
  return safeEqual(signed, signature(await linkKey(), newsletterId, said)) ? said : null;
}

const signature = (key: Buffer, newsletterId: string, wording: string) =>
  hmac(key, "mn:form-wording", newsletterId, wording).subarray(0, 16).toString("base64url");
