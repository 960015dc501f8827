"use server";
import type { z } from "zod";
import type { Command } from "#lib/core/command.ts";
import { connectEmailAccount, saveEmailAccount } from "#lib/mailboxes/email-accounts/connect.ts";
import { disconnectEmailAccount } from "#lib/mailboxes/email-accounts/disconnect.ts";
import { createSendingDomain } from "#lib/sending/sending-domains/create.ts";
import { saveVerifiedDomain, verifySendingDomain } from "#lib/sending/sending-domains/verify.ts";
import { formAction } from "#lib/web/form-action.ts";

// Both ask a server before they save, so they are functions around a command: they answer to the command's name.
const connect = Object.assign(connectEmailAccount, { spec: saveEmailAccount.spec }) as unknown as Command<
  z.ZodType<unknown, Record<string, unknown>>,
  Awaited<ReturnType<typeof connectEmailAccount>>
>;
const verify = Object.assign(
  (...[actor, input]: Parameters<typeof verifySendingDomain>) => verifySendingDomain(actor, input),
  { spec: saveVerifiedDomain.spec },
) as unknown as Command<
  z.ZodType<unknown, { domainId: string }>,
  Awaited<ReturnType<typeof verifySendingDomain>>
>;

export const connectAction = formAction(connect, {
  done: ({ label, signedIn }) =>
    `${label} is connected. Its server accepted the ${signedIn ? "sign-in" : "connection"} just now.`,
  then: ({ id }) => `/settings/email-accounts/${id}`,
});

export const disconnectAction = formAction(disconnectEmailAccount, {
  done: ({ label, username, pausedCampaigns }) =>
    pausedCampaigns === 0
      ? `${label} is disconnected.${username ? " Its password is deleted." : ""}`
      : `${label} is disconnected${username ? " and its password deleted" : ""}. ${pausedCampaigns === 1 ? "One campaign is" : `${pausedCampaigns} campaigns are`} paused.`,
  then: "/settings/email-accounts",
});

export const createDomainAction = formAction(createSendingDomain, {
  done: ({ domain }) => `The key for ${domain} is made. Add its record to your DNS.`,
});

export const verifyDomainAction = formAction(verify, {
  done: ({ domain }) => `The record is in place. Mail from ${domain} is signed from now on.`,
});
