import { randomBytes } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { sendingDomains } from "#db/schema/email-accounts.ts";
import { command } from "#lib/core/command.ts";
import { conflict } from "#lib/core/errors.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { bounded, roomFor } from "#lib/core/text.ts";
import { asciiDomain, looksSpoofed } from "#lib/mail/domain.ts";
import { createDkimKey } from "#lib/mail/message/dkim.ts";
import { freemailRefusal } from "#lib/mailboxes/email-accounts/freemail.ts";
import { recordOf } from "./record.ts";

/**
 * Makes a DKIM key (RSA 2048, RFC 8301) for a domain the workspace sends from. Nothing is signed with it until its DNS record was seen:
 * only who controls the domain can put it there.
 */
export const createSendingDomain = command({
  name: "sending_domain.create",
  allow: workspaceAdmin,
  once: true,
  input: z.object({
    domain: bounded(roomFor(253), {
      missing: "Enter a domain.",
      tooLong: "Enter a domain like example.com.",
    }).transform((typed, context) => {
      const domain = asciiDomain(typed.trim().toLowerCase());
      const refusal = domain
        ? looksSpoofed(domain)
          ? "That domain mixes letters that look alike."
          : freemailRefusal(domain, "")
        : "Enter a domain like example.com.";
      if (domain && !refusal) return domain;
      context.addIssue({ code: "custom", message: refusal ?? "Enter a domain like example.com." });
      return z.NEVER;
    }),
  }),
  async run({ tx, actor, vault }, { domain }) {
    const { workspaceId } = actor;
    const id = uuidv7();
    const key = await createDkimKey();
    const selector = `${key.selector}${randomBytes(2).toString("hex")}`;
    const place = { kind: "signing key", rowId: id, workspaceId } as const;
    const { blob, keyId } = await vault.seal(place, key.privateKey);
    const [made] = await tx
      .insert(sendingDomains)
      .values({
        id,
        workspaceId,
        domain,
        selector,
        publicKey: key.publicKey,
        privateKey: blob,
        privateKeyKeyId: keyId,
      })
      .onConflictDoNothing({ target: [sendingDomains.workspaceId, sendingDomains.domain] })
      .returning({ id: sendingDomains.id });
    if (!made) throw conflict(`${domain} is in the list already.`);

    return {
      result: { id, domain, record: recordOf({ domain, selector, publicKey: key.publicKey }) },
      audit: { target: id, detail: { domain, selector } },
    };
  },
});
