import { randomBytes } from "node:crypto";
import { sql as drizzle } from "drizzle-orm";
import postgres from "postgres";
import { uuidv7 } from "uuidv7";
import { replaceRecoveryCodes } from "#lib/account/two-factor/recovery-codes.ts";
import { totpPlace } from "#lib/account/two-factor/spend-totp.ts";
import { newTotpSecret } from "#lib/account/two-factor/totp.ts";
import type { Anonymous, Member, Role, User, WorkspaceJob } from "#lib/core/actor.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { openSealed } from "#lib/core/vault/person-keys.ts";
import { hashEmail, vaultIn } from "#lib/core/vault/vault.ts";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";
import { env } from "#lib/env.ts";

/**
 * Makes people and things for tests, as the database's owner, each in a workspace of its own: tests never wipe, never share, and so
 * run side by side. Nothing outside tests imports this file.
 */
let connection: ReturnType<typeof postgres> | undefined;

/** The owner's connection: sees past row-level security. For factories and for assertions. */
export function ownerSql() {
  connection ??= postgres(env().DATABASE_DIRECT_URL, { max: 2, onnotice: () => {}, idle_timeout: 5 });
  return connection;
}

const origin = () => ({ ip: "203.0.113.7", userAgent: "factories", requestId: uuidv7() });

export const anonymous = (): Anonymous => ({ kind: "anonymous", origin: origin() });

export const jobActor = (workspaceId: string, job = "test"): WorkspaceJob => ({
  kind: "job",
  job,
  workspaceId,
  origin: origin(),
});

export const uniqueEmail = (name = "ada") => `${name}.${randomBytes(5).toString("hex")}@example.com`;

/** Runs statements as the owner in a transaction that carries an audit entry, as guarded tables demand. */
export async function asOwner<T>(run: (sql: postgres.TransactionSql) => Promise<T>): Promise<T> {
  return (await ownerSql().begin(async (sql) => {
    const made = await run(sql);
    await sql`select audit_append(${uuidv7()}, null, null, 'job', 'factories', 'test.make', 'done', null, '{}', null, null, 'factories')`;
    return made;
  })) as T;
}

export async function makeUser(
  values: { email?: string; name?: string; passwordHash?: string; verified?: boolean } = {},
) {
  const id = uuidv7();
  const email = values.email ?? uniqueEmail();
  const name = values.name ?? "Ada Lovelace";
  const verifiedAt = values.verified === false ? null : new Date();
  await asOwner(
    (sql) => sql`insert into users (id, email, name, password_hash, email_verified_at)
      values (${id}, ${email}, ${name}, ${values.passwordHash ?? null}, ${verifiedAt})`,
  );
  return { id, email, name };
}

/** A person with a session row, in no workspace. */
export async function makeSignedIn(): Promise<{ actor: User; user: Awaited<ReturnType<typeof makeUser>> }> {
  const user = await makeUser();
  return {
    actor: {
      kind: "user",
      userId: user.id,
      sessionId: await makeSession(user.id),
      authTime: new Date(),
      origin: origin(),
    },
    user,
  };
}

export async function makeSession(userId: string, workspaceId: string | null = null) {
  const id = uuidv7();
  await ownerSql()`insert into sessions (id, sid_hash, user_id, workspace_id, amr)
    values (${id}, ${randomBytes(32)}, ${userId}, ${workspaceId}, '{pwd}')`;
  return id;
}

/** A member of a new workspace (or of `workspaceId`), ready to send: sender name and postal address are filled in unless `bare`. */
export async function makeMember(
  options: {
    role?: Role;
    plan?: "starter" | "professional" | "business";
    workspaceId?: string;
    bare?: boolean;
    user?: Awaited<ReturnType<typeof makeUser>>;
  } = {},
): Promise<{ actor: Member; user: Awaited<ReturnType<typeof makeUser>>; workspaceId: string }> {
  const user = options.user ?? (await makeUser());
  const workspaceId = options.workspaceId ?? uuidv7();
  const role = options.role ?? "owner";
  await asOwner(async (sql) => {
    if (!options.workspaceId) {
      await sql`insert into workspaces (id, name, plan, sender_name, postal_address) values (${workspaceId}, 'Analytical Engines',
        ${options.plan ?? "starter"}, ${options.bare ? null : "Analytical Engines"},
        ${options.bare ? null : "12 St James's Square, London SW1Y 4JH, United Kingdom"})`;
    }
    await sql`insert into memberships (workspace_id, user_id, role) values (${workspaceId}, ${user.id}, ${role})`;
  });
  const sessionId = await makeSession(user.id, workspaceId);
  return {
    actor: {
      kind: "member",
      userId: user.id,
      workspaceId,
      role,
      sessionId,
      authTime: new Date(),
      origin: origin(),
    },
    user,
    workspaceId,
  };
}

/** Somebody who looks after the installation, as the tests' INSTALLATION_OWNERS names them. */
export async function makeInstallationOwner(): Promise<Member> {
  return (await makeMember({ user: await makeInstallationUser() })).actor;
}

export async function makeInstallationUser() {
  const [row] = await ownerSql()<
    { email: string }[]
  >`select e.email from unnest(${[...env().INSTALLATION_OWNERS]}::text[]) e (email)
    where not exists (select from users u where u.email = e.email) order by random() limit 1`;
  return makeUser({ email: row?.email ?? "", name: "Grace Hopper" });
}

export async function makeNewsletter(workspaceId: string, name = "The Weekly Engine") {
  const id = uuidv7();
  await asOwner(
    (sql) => sql`insert into newsletters (id, workspace_id, name) values (${id}, ${workspaceId}, ${name})`,
  );
  return { id, name };
}

/** Contacts with an express consent each, active on the newsletter when one is given. */
export async function makeContacts(workspaceId: string, count: number, newsletterId?: string) {
  const key = await suppressionKey(workspaceId);
  const rows = Array.from({ length: count }, (_, n) => {
    const email = uniqueEmail(`reader${n}`);
    return {
      id: uuidv7(),
      workspace_id: workspaceId,
      email,
      email_hash: hashEmail(key, email),
      first_name: `Reader ${n}`,
      source: "manual",
    };
  });
  await asOwner(async (sql) => {
    for (let start = 0; start < rows.length; start += 1000) {
      const some = rows.slice(start, start + 1000);
      await sql`insert into contacts ${sql(some, "id", "workspace_id", "email", "email_hash", "first_name", "source")}`;
      const consents = some.map((row) => ({
        id: uuidv7(),
        workspace_id: workspaceId,
        contact_id: row.id,
        newsletter_id: newsletterId ?? null,
        kind: "grant",
        basis: "express",
        source: "manual",
        wording: "I want this newsletter.",
        actor_kind: "job",
      }));
      await sql`insert into consents ${sql(consents)}`;
      if (!newsletterId) continue;
      const on = some.map((row) => ({
        newsletter_id: newsletterId,
        contact_id: row.id,
        workspace_id: workspaceId,
        confirmed_at: new Date(),
      }));
      await sql`insert into subscriptions ${sql(on)}`;
    }
  });
  return rows.map(({ id, email, email_hash }) => ({ id, email, emailHash: email_hash }));
}

async function suppressionKey(workspaceId: string) {
  return connections().writer.transaction(async (tx) => {
    await enter(tx, workspaceId, null);
    return vaultIn(tx).suppressionKey(workspaceId);
  });
}

type Entry = {
  action: string;
  result: string;
  target: string | null;
  detail: Record<string, unknown>;
  actor_kind: string;
};

/** The audit entries of a workspace, oldest first, as the owner sees them, with the personal data in them opened. */
export async function auditOf(workspaceId: string): Promise<(Entry & { about?: Record<string, string> })[]> {
  const rows = await ownerSql()<(Entry & { key: string | null; sealed: Buffer; commitment: Buffer })[]>`
    select action, result, target, detail, actor_kind, about_key as key, about_sealed as sealed, about_commitment as commitment
    from audit_events where workspace_id = ${workspaceId} order by seq`;
  return Promise.all(
    rows.map(async ({ key, sealed, commitment, ...entry }) => {
      const [about] = await openSealed(workspaceId, key ? [{ key, sealed, commitment }] : []);
      return typeof about === "object" ? { ...entry, about: about.fields } : entry;
    }),
  );
}

/** Where the requests of a person's account entries came from, oldest first; nothing where an entry says nothing. */
export async function originsOf(userId: string, action: string): Promise<Record<string, string>[]> {
  const rows = await ownerSql()<{ key: string; sealed: Buffer; commitment: Buffer }[]>`
    select origin_key as key, origin_sealed as sealed, origin_commitment as commitment from audit_events
    where user_id = ${userId} and action = ${action} order by occurred_at, seq`;
  const opened = rows.map(async (row) => (row.key ? (await openSealed(null, [row]))[0] : undefined));
  return (await Promise.all(opened)).map((origin) => (typeof origin === "object" ? origin.fields : {}));
}

/** A connected SMTP account. Its password is sealed as the product seals it. */
export async function makeEmailAccount(
  workspaceId: string,
  server: { host?: string; port?: number; username?: string; password?: string; fromAddress?: string } = {},
) {
  const id = uuidv7();
  const {
    host = "127.0.0.1",
    port = 2525,
    username = "",
    password = "secret",
    fromAddress = "news@sender.test",
  } = server;
  const { blob, keyId } = await connections().writer.transaction(async (tx) => {
    await enter(tx, workspaceId, null);
    return vaultIn(tx).seal({ kind: "mail account password", rowId: id, workspaceId }, password);
  });
  await asOwner(
    (
      sql,
    ) => sql`insert into email_accounts (id, workspace_id, kind, label, from_name, from_address, host, port, security, username, secret,
      secret_key_id, verified_at) values (${id}, ${workspaceId}, 'smtp', 'Office', 'The Engines', ${fromAddress}, ${host}, ${port}, 'none',
      ${username}, ${blob}, ${keyId}, now())`,
  );
  return { id, fromAddress };
}

/** A draft with everything a campaign needs to be sent. */
export async function makeCampaign(
  workspaceId: string,
  values: {
    newsletterId?: string;
    emailAccountId?: string;
    name?: string;
    subject?: string;
    body?: string;
  } = {},
) {
  const id = uuidv7();
  const {
    newsletterId = null,
    emailAccountId = null,
    name = "First steps",
    subject = "A letter to {{first_name|you}}",
  } = values;
  const body =
    values.body ??
    "# Hello {{first_name|there}}\n\nThe engine weaves **algebraic patterns**. [Read on](https://example.com/read)";
  await asOwner(
    (
      sql,
    ) => sql`insert into campaigns (id, workspace_id, newsletter_id, email_account_id, name, subject, body, created_by)
      values (${id}, ${workspaceId}, ${newsletterId}, ${emailAccountId}, ${name}, ${subject}, ${body}, ${uuidv7()})`,
  );
  return { id, name };
}

/** A delivery of a campaign to a contact, as if it had been tried once. */
export async function makeDelivery(
  workspaceId: string,
  campaignId: string,
  contactId: string,
  state = "sent",
) {
  const id = uuidv7();
  await ownerSql()`insert into deliveries (campaign_id, contact_id, id, workspace_id, email, email_hash, state, attempts)
    select ${campaignId}, id, ${id}, ${workspaceId}, email, email_hash, ${state}, 1 from contacts where id = ${contactId}`;
  return { id };
}

/** An open invitation and the token of its link. */
export async function makeInvitation(
  workspaceId: string,
  values: { email?: string; role?: "admin" | "member" | "viewer"; invitedBy?: string } = {},
) {
  const id = uuidv7();
  const token = randomToken();
  const { email = uniqueEmail("grace"), role = "member", invitedBy = uuidv7() } = values;
  await asOwner(
    (sql) => sql`insert into invitations (id, workspace_id, email, role, token_hash, invited_by, expires_at)
      values (${id}, ${workspaceId}, ${email}, ${role}, ${hashToken(token)}, ${invitedBy}, now() + interval '7 days')`,
  );
  return { id, email, role, token };
}

/** Turns two-factor on for somebody, as the product does: the authenticator's secret and ten recovery codes. */
export async function makeTwoFactor(userId: string): Promise<{ secret: string; codes: string[] }> {
  const secret = newTotpSecret();
  return connections().writer.transaction(async (tx) => {
    await enter(tx, null, userId);
    const vault = vaultIn(tx);
    const { blob, keyId } = await vault.seal(totpPlace(userId), secret);
    await tx.execute(
      drizzle`select audit_append(${uuidv7()}, null, null, 'job', 'factories', 'test.make', 'done', null, '{}', null, null, 'factories')`,
    );
    await tx.execute(
      drizzle`update users set totp_secret = ${blob}, totp_key_id = ${keyId}, totp_enabled_at = now() where id = ${userId}`,
    );
    return { secret, codes: await replaceRecoveryCodes({ tx, vault }, userId) };
  });
}

/** A sign-in of somebody that passed the password and waits for its second factor. Answers what the pending cookie holds. */
export async function makeChallenge(userId: string): Promise<string> {
  const challenge = randomToken();
  await ownerSql()`insert into login_challenges (id_hash, user_id, amr, expires_at)
    values (${hashToken(challenge)}, ${userId}, '{pwd}', now() + interval '5 minutes')`;
  return challenge;
}

/** An open request to be let in without the second factor, due in `dueIn`. */
export async function makeRecovery(userId: string, dueIn = "72 hours"): Promise<string> {
  const id = uuidv7();
  await asOwner(
    (sql) =>
      sql`insert into account_recoveries (id, user_id, due_at) values (${id}, ${userId}, now() + ${dueIn}::interval)`,
  );
  return id;
}

/** A campaign that mails one contact of a newsletter. */
export async function makeSending() {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const [contact] = await makeContacts(workspaceId, 1, newsletterId);
  const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId });
  const contactId = contact?.id ?? "";
  const { id: deliveryId } = await makeDelivery(workspaceId, campaignId, contactId);
  return { actor, workspaceId, newsletterId, campaignId, contactId, deliveryId };
}
