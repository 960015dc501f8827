import { sql } from "drizzle-orm";
import type { Actor } from "#lib/core/actor.ts";
import { appendAudit } from "#lib/core/audit/append.ts";
import type { CommandContext } from "#lib/core/command.ts";
import type { CommandName } from "#lib/core/command-names.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { greeting, isPlainName, mailTo } from "#lib/mail/platform/person.ts";
import { platformMail } from "#lib/mail/platform/platform-mail.ts";
import { disownedCampaigns } from "./disowned-campaigns.ts";
import { endKeysSince, keysWords, recordEnded } from "./keys-made-by.ts";

type Kind =
  | "campaign"
  | "import"
  | "bulk_action"
  | "invitation"
  | "welcome"
  | "member"
  | "mail_account"
  | "webhook";

type Asked = {
  workspaceId: string;
  workspaceName: string;
  kind: Kind;
  id: string;
  name: string;
  /** Whether it was asked for in the disowned span. */
  since: boolean;
  ended: boolean;
};

/** Returns what was asked for in a user's name and still waits, works or opens something, in every workspace. */
export const askedInNameOf = (tx: Transaction, userId: string) => read(tx, userId, null);

/**
 * Ends where it stands what was asked for in a user's name since then: campaigns are held or paused, imports and bulk actions stop,
 * invitations are cancelled, API keys revoked. Each is written into the log of its workspace, whose owners get a mail that also names
 * whoever joined by such an invitation. The user's sessions have to be revoked before, so that nothing is asked for afterwards.
 */
export async function disownWork(context: CommandContext<Actor>, userId: string, since: Date) {
  const { tx, enqueue } = context;
  // The keys first: what a program of the thief's did until now is found below, and it does nothing more.
  const keys = await endKeysSince(tx, userId, since);
  const asked = await read(tx, userId, since);
  const paused = await tx.execute<{ workspaceId: string; campaignId: string }>(sql`
    select d.workspace_id as "workspaceId", d.campaign_id as "campaignId"
    from disowned_campaigns(${userId}, ${since.toISOString()}::timestamptz) d`);
  for (const { workspaceId, campaignId } of paused)
    await enqueue(disownedCampaigns, { workspaceId, campaignId });
  const revoked = keys.filter((key) => key.revoked);
  const stopped = asked.filter(({ ended }) => ended);
  const told = new Set([
    ...asked.filter((each) => each.ended || each.since).map((each) => each.workspaceId),
    ...revoked.map(({ workspaceId }) => workspaceId),
    ...paused.map(({ workspaceId }) => workspaceId),
  ]);
  // In one order, so that two reports never wait for each other's logs.
  for (const workspaceId of [...told].sort()) {
    const here = (each: { workspaceId: string }) => each.workspaceId === workspaceId;
    await recordEnded(context, userId, revoked.filter(here));
    await record(context, userId, workspaceId, stopped.filter(here));
    const lines = [
      askedWords(asked.filter(here), true),
      keysLine(revoked.filter(here).map(({ lastFour }) => lastFour)),
    ].filter((line) => line !== null);
    await tellOwners(context, { workspaceId, userId, lines });
  }
  return { paused: paused.length, ended: stopped.length, asked, keys: keysWords(keys) };
}

const entries = {
  campaign: "campaign.halt",
  welcome: "campaign.halt",
  import: "import.cancel",
  bulk_action: "bulk_action.cancel",
  invitation: "invitation.cancel",
  webhook: "webhook.stop",
} satisfies Partial<Record<Kind, CommandName>>;

async function record(context: CommandContext<Actor>, userId: string, workspaceId: string, ended: Asked[]) {
  if (ended.length === 0) return;
  const { tx, actor, enterWorkspace } = context;
  await enterWorkspace(workspaceId);
  for (const { kind, id, name } of ended) {
    const action = entries[kind as keyof typeof entries];
    const target = kind === "bulk_action" ? null : id;
    await appendAudit(tx, actor, action, "done", {
      target,
      workspaceId,
      userId,
      ...(action === "campaign.halt" && { detail: { reason: "Asked for in a sign-in that was reported." } }),
      ...(action === "webhook.stop" && { detail: { host: name, reason: "disowned" } }),
    });
  }
}

const labels: Record<Kind, { ended: string; open: string; name: (name: string) => string | null }> = {
  campaign: { ended: "Scheduled campaigns held", open: "Scheduled campaigns", name: plain },
  welcome: { ended: "Welcome mails paused", open: "Welcome mails", name: plain },
  import: { ended: "Imports cancelled", open: "Imports under way", name: () => null },
  bulk_action: { ended: "Bulk actions stopped", open: "Bulk actions that wait or run", name: () => null },
  invitation: { ended: "Invitations cancelled", open: "Open invitations", name: (name) => name },
  webhook: { ended: "Webhooks paused", open: "Webhooks", name: (name) => name },
  member: {
    ended: "Joined by such an invitation",
    open: "Joined by your invitation",
    name: (name) => name,
  },
  mail_account: {
    ended: "Mail accounts",
    open: "Mail accounts that could be used",
    name: (name) => name,
  },
};

const MOST_NAMED = 5;

/** Returns what was asked for as lines of a mail, by kind; null for nothing. `since` leaves out what is older than the report. */
export function askedWords(asked: Asked[], since = false): string | null {
  const lines = (Object.keys(labels) as Kind[]).flatMap((kind) =>
    [true, false].flatMap((ended) => {
      const these = asked.filter(
        (each) => each.kind === kind && each.ended === ended && (!since || ended || each.since),
      );
      if (these.length === 0) return [];
      const { name, ...label } = labels[kind];
      const names = these.slice(0, MOST_NAMED).flatMap((each) => name(each.name) ?? []);
      const more = these.length - names.length;
      const words = names.length > 0 && more > 0 ? [...names, `and ${more} more`] : names;
      return [`${ended ? label.ended : label.open}: ${words.join(", ") || these.length}`];
    }),
  );
  return lines.length > 0 ? lines.join("\n") : null;
}

function plain(name: string): string | null {
  return isPlainName(name) ? name : null;
}

const keysLine = (ends: string[]) =>
  ends.length > 0 ? `API keys revoked: ${ends.map((end) => `…${end}`).join(", ")}` : null;

async function tellOwners(
  { tx, enqueue }: CommandContext<Actor>,
  { workspaceId, userId, lines }: { workspaceId: string; userId: string; lines: string[] },
) {
  const owners = await tx.execute<{ name: string; email: string }>(
    sql`select name, email from owners_to_tell(${workspaceId}, ${userId})`,
  );
  for (const owner of owners)
    await enqueue(platformMail, {
      to: mailTo(owner.name, owner.email),
      subject: "Somebody else was in the account of one of your team",
      heading: "Somebody else was in the account of one of your team",
      paragraphs: [
        greeting(owner.name),
        "A member of your workspace reported that a sign-in to their account was not theirs. What was asked for in it was stopped where it stands.",
        ...lines,
        "Look at your team: whoever joined by an invitation of that sign-in is in until you remove them. The audit log shows what was done.",
      ],
      page: { label: "Open the Team page", path: "/settings/team" },
      footnote: "You get this mail as an owner of the workspace.",
    });
}

async function read(tx: Transaction, userId: string, since: Date | null): Promise<Asked[]> {
  const rows = await tx.execute<Asked>(sql`
    select workspace_id as "workspaceId", workspace_name as "workspaceName", kind, id, name, since, ended
    from asked_in_name_of(${userId}, ${since?.toISOString() ?? null}::timestamptz)`);
  return [...rows];
}
