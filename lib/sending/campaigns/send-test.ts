import { z } from "zod";
import type { Actor, Member } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import { conflict, unavailable } from "#lib/core/errors.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { takeAttempt } from "#lib/core/throttle/attempts.ts";
import { work } from "#lib/core/work.ts";
import { randomToken } from "#lib/crypto/tokens.ts";
import { env } from "#lib/env.ts";
import { compileMessage, renderMessage } from "#lib/mail/message/compose.ts";
import { signMessage } from "#lib/mail/message/dkim.ts";
import { lintMessage } from "#lib/mail/message/lint.ts";
import { openAccount } from "#lib/sending/gate/open-account.ts";
import { passToOwnAddress } from "#lib/sending/gate/own-address.ts";
import { readFacts } from "./facts.ts";
import { messageSourceOf } from "./message.ts";

const perWorkspace = { name: "campaign:test", max: 20, windowSeconds: 600 };

/**
 * Sends one copy to the member's own verified address, through the campaign's account, and waits for the server's answer. Its unsubscribe
 * links name no delivery, so they change nothing.
 * @throws AppError conflict with what is missing or why the server did not take it.
 */
export async function sendTest(actor: Actor, input: { campaignId: string }): Promise<{ to: string }> {
  const { facts, accountId } = await prepareTest(actor, input);
  const member = actor as Member; // the command's policy proved it
  const { door, signer } = await openAccount(member, { accountId, purpose: "test", connections: 1 });
  try {
    const own = await work(member, ({ tx }) => passToOwnAddress(tx, member));
    if (!own) throw conflict("Verify your own email address first. The test goes there.");
    const compiled = compileMessage({
      ...messageSourceOf(facts),
      subject: `[Test] ${facts.subject}`.slice(0, 200),
    });
    const [firstName = "", ...rest] = own.name.split(" ");
    const message = renderMessage(compiled, {
      to: { name: own.name, address: own.email },
      messageId: `<${randomToken(20)}@${facts.account?.fromAddress.split("@")[1]}>`,
      unsubscribeUrl: `${env().APP_URL}/api/unsubscribe/test`,
      unsubscribePage: `${env().APP_URL}/unsubscribe/test`,
      merge: { first_name: firstName, last_name: rest.join(" ") },
      date: new Date(),
    });
    const signed = signer ? { ...message, raw: await signMessage(message.raw, signer) } : message;
    const outcome = await door.send(own.pass, signed);
    if (outcome.outcome === "sent") return { to: own.email };
    const reason = outcome.outcome === "failed" ? outcome.verdict?.reason : undefined;
    if (reason === "sending-limit")
      throw conflict("This account has reached its sending limit. Try again later, or use another account.");
    if (reason === "too-big")
      throw conflict("The message is larger than the account's server takes. Shorten it.");
    if (reason === "sender")
      throw conflict(
        "The account's server refuses the From address. Check with your provider that it is verified.",
      );
    if (outcome.outcome === "failed" && outcome.permanent) {
      throw conflict(
        outcome.scope === "account"
          ? "The account's server did not let us send. Test the account under Settings, Email accounts."
          : "The server refused this message. Look at its content and at your own address.",
      );
    }
    throw unavailable("The account's server did not answer as it should. Try again in a few minutes.", 60);
  } finally {
    door.close();
  }
}

/** The recorded half: who tested what, through which account, and whether it is fit to be tried. */
export const prepareTest = command({
  name: "campaign.send_test",
  allow: workspaceMember,
  input: z.object({ campaignId: z.uuid() }),
  async run({ tx, actor }, { campaignId }) {
    const facts = await readFacts(tx, actor, campaignId);
    await takeAttempt(perWorkspace, actor.workspaceId);
    if (!facts.account || facts.account.disconnected) throw conflict("Choose a connected account first.");
    const problem = lintMessage(messageSourceOf(facts)).find(({ level }) => level === "error");
    if (problem) throw conflict(problem.message);
    const accountId = facts.account.id;
    return { result: { facts, accountId }, audit: { target: campaignId, detail: { account: accountId } } };
  },
});
