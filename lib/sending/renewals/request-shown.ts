import type { Words } from "#lib/audience/subscriber-pages/words.ts";
import type { Renewal } from "./look.ts";

type Asking = Pick<Renewal, "sender" | "newsletter" | "postalAddress" | "contact">;

/**
 * Returns the request for consent as its page shows it and the ledger keeps it: the purpose, that it can be withdrawn, who
 * asks, their mailing address and contact (CASL s.10(1), SOR/2012-36 s.4).
 */
export function requestShown({ say }: Words, { sender, newsletter, postalAddress, contact }: Asking) {
  const agree = say("subscribe.agree", { sender, newsletter });
  const who = [sender, postalAddress, contact].filter(Boolean).join("\n");
  return { agree, who, wording: `${agree}\n\n${who}` };
}
