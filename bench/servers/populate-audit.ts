// Makes a workspace of ten people with a year of audit entries in the database of its environment; says who may look at them.
// node populate-audit.ts <entries>
import { randomBytes } from "node:crypto";
import postgres from "postgres";
import type { Member } from "#lib/core/actor.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { sealFor } from "#lib/core/vault/person-keys.ts";
import { makeMember } from "#testing/factories.ts";
import { signedInHeaders } from "../web.ts";

const entries = Number(process.argv[2]);
const people = 10;
const admin = postgres(process.env.BENCH_ADMIN_URL ?? "", { max: 1, onnotice: () => {} });

const { actor, workspaceId } = await makeMember();
const members: Member[] = [actor];
while (members.length < people) members.push((await makeMember({ workspaceId, role: "member" })).actor);

// Eight of ten entries are the workspace's, the others on the chains of its people's accounts. Not hashed: nobody verifies them here.
const own = Math.floor((entries * 8) / 10);
const each = Math.floor((entries - own) / people);
await append(workspaceId, own, true);
for (const { userId } of members) await append(userId, each, false);
await admin.unsafe("vacuum analyze audit_events");
await admin.unsafe("checkpoint");
const headers = await signedInHeaders(actor, process.env);
process.send?.({ ready: true, headers, targets: [targetOf(1), targetOf(7)] }, () => process.exit(0));

function targetOf(n: number) {
  return `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;
}

async function append(chain: string, count: number, inWorkspace: boolean) {
  const sealed = await Promise.all(members.map(originOf));
  const rows = sealed.map((part, n) => ({
    person: n,
    user_id: inWorkspace ? members[n]?.userId : chain,
    key: part.key,
    sealed: `\\x${part.sealed.toString("hex")}`,
    commitment: `\\x${part.commitment.toString("hex")}`,
  }));
  const actions = inWorkspace
    ? [
        "newsletter.update",
        "contact.create",
        "campaign.update",
        "campaign.send",
        "contact.unsubscribe",
        "suppression.add",
      ]
    : ["session.sign_in", "session.start", "session.sign_out", "session.step_up"];
  const block = 1_000_000;
  for (let from = 0; from < count; from += block) {
    await admin`insert into audit_events (chain_id, seq, id, occurred_at, workspace_id, user_id, actor_kind, actor_id, action, result, target,
        detail, ip_bucket, origin_key, origin_sealed, origin_commitment, request_id, hash)
      select ${chain}, n, gen_random_uuid(), now() - interval '360 days' * ((${count} - n)::float8 / ${count}),
        ${inWorkspace ? chain : null}, m.user_id, 'member', m.user_id::text,
        (${actions}::text[])[1 + n % ${actions.length}], case when n % 50 = 0 then 'refused' else 'done' end,
        '00000000-0000-7000-8000-' || lpad((n % 150)::text, 12, '0'), '{"name":"The Weekly Engine"}',
        (m.person * 31)::smallint, m.key, m.sealed, m.commitment, ${randomBytes(4).toString("hex")} || n, sha256(n::text::bytea)
      from generate_series(${from + 1}::int, ${Math.min(from + block, count)}::int) g(n)
      join jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
        as m(person int, user_id uuid, key uuid, sealed bytea, commitment bytea) on m.person = n % ${people}::int order by g.n`;
  }
  await admin`insert into audit_chains (chain_id, seq, hash, at) select chain_id, seq, hash, occurred_at from audit_events
    where chain_id = ${chain} order by occurred_at desc, seq desc limit 1
    on conflict (chain_id) do update set seq = excluded.seq, hash = excluded.hash, at = excluded.at`;
}

function originOf({ userId }: Member, n: number) {
  const userAgent =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";
  return connections().writer.transaction(async (tx) => {
    await enter(tx, null, userId);
    return sealFor(tx, { workspaceId: null, personId: userId }, { ip: `198.51.100.${n}`, userAgent });
  });
}
