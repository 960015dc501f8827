import type { Actor } from "#lib/core/actor.ts";
import { recordRefusal } from "#lib/core/audit/refusals.ts";
import { forbidden, invalid } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/input.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { takeAttempt } from "#lib/core/throttle/attempts.ts";
import { mayBePrivate } from "#lib/mail/smtp/private-hosts.ts";
import { probeSmtp } from "#lib/mail/smtp/probe.ts";
import { type SmtpSettings, smtpSettings } from "./settings.ts";

// Without a limit an attacker could use the test as a port scanner.
const perWorkspace = { name: "email-account:test", max: 10, windowSeconds: 600 };

const tested = new WeakSet<object>();

/**
 * Settings a server has just accepted, and the bytes of the largest message it takes. Only testAccount makes one; email_account.connect accepts no
 * other.
 */
export type TestedSettings = Readonly<SmtpSettings & { maxMessageSize: number | null }>;

/**
 * Signs in to the server as a campaign would. Runs before any transaction, so that a slow server
 * holds no database resources.
 * @throws AppError invalid beside the field to change, tooOften, forbidden. Only the audit log gets
 * the server's own words.
 */
export async function testAccount(actor: Actor, input: unknown): Promise<TestedSettings> {
  if (!workspaceAdmin.admits(actor)) {
    await recordRefusal(actor, "email_account.connect", "refused", {
      detail: { because: `not a ${workspaceAdmin.name}` },
    });
    throw forbidden();
  }
  const settings = parseInput(smtpSettings, input);
  await takeAttempt(perWorkspace, actor.workspaceId);

  const { host, port, security, username, password } = settings;
  const result = await probeSmtp(
    { host, port, security, ...(username ? { username, password } : {}) },
    { allowPrivate: mayBePrivate({ host, port }) },
  );
  if (!result.ok) {
    const detail = { because: result.reason, host, port, said: result.detail };
    await recordRefusal(actor, "email_account.connect", "refused", { detail });
    throw invalid({ [result.field]: result.message }, result.message);
  }
  const proof = Object.freeze({ ...settings, maxMessageSize: result.maxMessageSize });
  tested.add(proof);
  return proof;
}

export const isTested = (value: unknown): value is TestedSettings =>
  typeof value === "object" && value !== null && tested.has(value);
