import { mailedToken } from "#lib/mail/platform/mailed-link.ts";
import type { PlatformMail } from "#lib/mail/platform/platform-mail.ts";
import { makeMember, ownerSql, uniqueEmail } from "#testing/factories.ts";
import { requestEmailChange } from "./request.ts";

const purposes = ["confirm_email", "approve_email", "cancel_email"] as const;

/** Makes a member who asked for another address. Returns the tokens of the mailed links; "" where none was mailed. */
export async function makeEmailChange(options: { twoFactor?: boolean; to?: string } = {}) {
  const member = await makeMember();
  const newEmail = options.to ?? uniqueEmail("new");
  if (options.twoFactor)
    await ownerSql().begin(async (sql) => {
      await sql`select audit_append(new_id(), null, null, 'job', 'tests', 'test.make', 'done', null, '{}', null, null, 'tests')`;
      await sql`update users set totp_enabled_at = now() - interval '8 days' where id = ${member.user.id}`;
    });
  const { id } = await requestEmailChange(member.actor, { email: newEmail });
  const mails = [...(await mailsTo(member.user.email)), ...(await mailsTo(newEmail))];
  const tokens = Object.fromEntries(purposes.map((purpose) => [purpose, tokenIn(mails, purpose)]));
  return { ...member, id, newEmail, ...(tokens as Record<(typeof purposes)[number], string>) };
}

/** Returns the queued mails to an address, oldest first. */
export const mailsTo = async (email: string) =>
  (
    await ownerSql()<
      { data: PlatformMail }[]
    >`select data from pgboss.job where name in ('platform-mail', 'newcomer-mail')
      and data->'to'->>'address' = ${email} order by created_on`
  ).map(({ data }) => data);

/** Returns the token of the newest link of a kind, or "" when none was mailed. */
export function tokenIn(mails: PlatformMail[], purpose: NonNullable<PlatformMail["link"]>["purpose"]) {
  const links = mails.flatMap(({ link, undo }) => [link, undo]);
  const seed = links.findLast((link) => link?.purpose === purpose)?.seed;
  return seed === undefined ? "" : mailedToken(purpose, seed);
}
