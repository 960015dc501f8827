import { z } from "zod";
import type { Actor, Member } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import { cutText } from "#lib/core/cut-text.ts";
import { conflict, invalid, unavailable } from "#lib/core/errors.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { takeAttempt } from "#lib/core/throttle/attempts.ts";
import { work } from "#lib/core/work.ts";
import { randomToken } from "#lib/crypto/tokens.ts";
import { env } from "#lib/env.ts";
import { parseAddress } from "#lib/mail/address.ts";
import { compileMessage, renderMessage } from "#lib/mail/message/compose.ts";
import { signMessage } from "#lib/mail/message/dkim.ts";
import { lintMessage } from "#lib/mail/message/lint.ts";
import type { DoorOutcome } from "#lib/sending/gate/door.ts";
import { openAccount } from "#lib/sending/gate/open-account.ts";
import { ownAddress, passToTestAddresses } from "#lib/sending/gate/own-address.ts";
import { readFacts } from "./facts.ts";
import { getCampaign } from "./get.ts";
import { messageSourceOf } from "./message.ts";
import { sampleInput, sampleValues } from "./sample.ts";

const perWorkspace = { name: "campaign:test", max: 20, windowSeconds: 600 };
const mostAddresses = 5;

/**
 * Sends one copy to each chosen address, the member's own by default, through the campaign's account, and waits for the
 * server's answers. Unsubscribe links of a test name no delivery, so they change nothing.
 * @throws AppError invalid for an address that may get no test; forbidden once the member's right has ended; conflict with what is missing or why the server did not
 * take it.
 */
export async function sendTest(actor: Actor, input: z.input<typeof testInput>): Promise<{ to: string }> {
  const { facts, accountId, addresses, sample } = await prepareTest(actor, input);
  const member = actor as Member; // the command's policy proved it
  const mayStill = () => getCampaign(member, { campaignId: input.campaignId });
  await mayStill();
  const { door, signer } = await openAccount(member, { accountId, purpose: "test", connections: 1 });
  try {
    const compiled = compileMessage({
      ...messageSourceOf(facts),
      subject: cutText(`[Test] ${facts.subject}`, 200),
    });
    const { passes } = await work(member, async ({ tx }) => {
      const { allowed } = await passToTestAddresses(tx, member, addresses);
      const passes = [];
      for (const to of allowed) passes.push({ ...to, merge: await sampleValues(tx, member, sample, to) });
      return { passes };
    });
    for (const { email, name, pass, merge } of passes) {
      const message = renderMessage(compiled, {
        to: { name, address: email },
        messageId: `<${randomToken(20)}@${facts.account?.fromAddress.split("@")[1]}>`,
        unsubscribeUrl: `${env().APP_URL}/api/unsubscribe/test`,
        unsubscribePage: `${env().APP_URL}/unsubscribe/test`,
        preferencesPage: `${env().APP_URL}/preferences/test`,
        merge: { ...merge, agree_url: `${env().APP_URL}/agree/test` },
        date: new Date(),
      });
      const signed = signer ? { ...message, raw: await signMessage(message.raw, signer) } : message;
      // The account's server may have taken its time: whose right has ended meanwhile sends nothing more.
      await mayStill();
      const outcome = await door.send(pass, signed);
      if (outcome.outcome !== "sent") throw whyNot(outcome, email);
    }
    return { to: passes.map(({ email }) => email).join(", ") };
  } finally {
    door.close();
  }
}

function whyNot(outcome: Exclude<DoorOutcome, { outcome: "sent" }>, email: string) {
  const reason = outcome.outcome === "failed" ? outcome.verdict?.reason : undefined;
  if (reason === "sending-limit")
    return conflict("This account has reached its sending limit. Try again later, or use another account.");
  if (reason === "too-big")
    return conflict("The message is larger than the account's server takes. Shorten it.");
  if (reason === "sender")
    return conflict(
      "The account's server refuses the From address. Check with your provider that it is verified.",
    );
  if (outcome.outcome === "failed" && outcome.permanent) {
    return conflict(
      outcome.scope === "account"
        ? "The account's server did not let us send. Test the account under Settings, Email accounts."
        : `The server refused this message to ${email}. Look at its content and at the address.`,
    );
  }
  return unavailable("The account's server did not answer as it should. Try again in a few minutes.", 60);
}

const testInput = z.object({
  campaignId: z.uuid(),
  to: bounded(2000, { tooLong: "Enter at most five addresses." }).default(""),
  sample: sampleInput,
});

/** The recorded half: who tested what, through which account, to whom, and whether it is fit to be tried. */
export const prepareTest = command({
  name: "campaign.send_test",
  allow: workspaceMember,
  input: testInput,
  async run({ tx, actor }, { campaignId, to, sample }) {
    const facts = await readFacts(tx, actor, campaignId);
    const own = await ownAddress(tx, actor);
    const addresses = to.trim() === "" ? [own].filter((address) => address !== null) : readAddresses(to);
    if (addresses.length === 0) throw conflict("Verify your own email address first. The test goes there.");
    // Each copy counts, so that tests are no way to mail many.
    for (const _ of addresses) await takeAttempt(perWorkspace, actor.workspaceId);
    if (!facts.account || facts.account.disconnected) throw conflict("Choose a connected account first.");
    const problem = lintMessage(messageSourceOf(facts)).find(({ level }) => level === "error");
    if (problem) throw conflict(problem.message);
    const { refused } = await passToTestAddresses(tx, actor, addresses);
    if (refused.length > 0) {
      throw invalid({
        to: `${refused.join(", ")}: tests go to verified addresses of this workspace's members, and to domains whose DKIM record was seen.`,
      });
    }
    const accountId = facts.account.id;
    return {
      result: { facts, accountId, addresses, sample },
      audit: {
        target: campaignId,
        detail: {
          account: accountId,
          copies: addresses.length,
          others: addresses.filter((each) => each !== own).length,
        },
      },
    };
  },
});

/** @throws AppError invalid */
function readAddresses(typed: string): string[] {
  const found = new Set<string>();
  for (const piece of typed.split(/[\s,;]+/).filter(Boolean)) {
    const parsed = parseAddress(piece);
    if (!parsed.ok) throw invalid({ to: `${cutText(piece, 80)}: ${parsed.reason}` });
    found.add(parsed.address.toLowerCase());
  }
  if (found.size > mostAddresses) throw invalid({ to: `Enter at most ${mostAddresses} addresses.` });
  return [...found];
}
