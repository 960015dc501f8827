import { classifyReply } from "#lib/mail/smtp/classify-reply.ts";
import { namesRecipient, sameReply } from "#lib/mail/smtp/same-reply.ts";

/** A permanent answer that is written down and not yet decided: the recipient is held. */
export type Held = {
  contactId: string;
  email: string;
  /** What the delivery fails with once the answer is believed; `bounced` suppresses the address. */
  reason: string;
  reply: string;
};

/** A run of refusals that one fault of ours would explain as well as bad addresses. */
export type Run = { refused: number; equal: boolean; said: string; reply: string };

// Equal answers that prove nothing about the mailbox, and answers of any kind, after which a member is asked.
const equalInARow = 5;
const anyInARow = 10;

/**
 * Watches permanent refusals, so that no fault of the sender suppresses or fails a list (F2, F3). A refusal is
 * believed once a message that was begun after it went through, because then the account was in order. A run
 * without such a message is put before a member.
 * `patience` multiplies what counts as a run; it doubles each time a member calls the addresses bad.
 */
export function watchRefusals({ adopted, patience }: { adopted: readonly Held[]; patience: number }) {
  let waiting: { held: Held; at: number }[] = adopted.map((held) => ({ held, at: Number.NEGATIVE_INFINITY }));
  let inARow: Held[] = [...adopted];

  return {
    /** Returns the run, or null while there is none. */
    get run(): Run | null {
      return runOf(inARow, patience);
    },
    refused(held: Held, at: number) {
      waiting.push({ held, at });
      inARow.push(held);
    },
    /** Takes a message that went through and was begun at `begun`. Returns the refusals it makes believable. */
    went(begun: number): Held[] {
      inARow = [];
      if (waiting.length === 0) return [];
      const proved = waiting.filter(({ at }) => at < begun);
      if (proved.length > 0) waiting = waiting.filter(({ at }) => at >= begun);
      return proved.map(({ held }) => held);
    },
  };
}

/** Returns the run that these refusals make, in the order they came, or null when they are too few. */
export function runOf(refusals: readonly Held[], patience = 1): Run | null {
  const weak = Map.groupBy(
    refusals.filter((held) => !provesMailbox(held)),
    kindOf,
  );
  for (const equal of weak.values()) {
    if (equal.length >= equalInARow * patience) return asRun(refusals, equal, true);
  }
  return refusals.length >= anyInARow * patience ? asRun(refusals, refusals, false) : null;
}

/**
 * Returns the run that is left when nothing more is to be sent, where no later message can prove anything. When
 * nothing of the campaign went through, fewer refusals suffice, because they were the whole list.
 */
export function lastRunOf(refusals: readonly Held[], anythingSent: boolean, patience = 1): Run | null {
  const weak = refusals.filter((held) => !provesMailbox(held));
  const few = anythingSent ? 3 : 2;
  for (const equal of Map.groupBy(weak, kindOf).values()) {
    if (equal.length >= few * patience) return asRun(refusals, equal, true);
  }
  return refusals.length >= equalInARow * patience ? asRun(refusals, refusals, false) : null;
}

/**
 * Returns true when the words are about this recipient's own mailbox: a code of RFC 3463 that says so, or the
 * address in the reply. A server at fault can say even that of everyone, but not of a few among many.
 */
function provesMailbox({ reply, email }: Held): boolean {
  const { class: kind, reason, enhanced } = classifyReply(reply, { to: email });
  if (kind === "policy") return false;
  if (namesRecipient(reply, email)) return true;
  return (
    (kind === "hard" || reason === "full") &&
    enhanced !== null &&
    /^5\.(?:[12]\.[1-9]|4\.1$|5\.0$)/.test(enhanced)
  );
}

// Refusals of the sender or the content are of one kind, whatever each provider calls them.
function kindOf({ reply }: Held): string {
  return classifyReply(reply).class === "policy" ? "policy" : sameReply(reply);
}

function asRun(all: readonly Held[], equal: readonly Held[], same: boolean): Run {
  const reply = equal.at(-1)?.reply ?? "";
  return { refused: all.length, equal: same && equal.length === all.length, said: sameReply(reply), reply };
}
