// Makes workspaces with a key and contacts each, in the database of its environment; says the keys, and ids of contacts.
// node populate-api.ts <workspaces> <people in each>
import postgres from "postgres";
import { uuidv7 } from "uuidv7";
import { makeProgram } from "#testing/api.ts";

const [workspaces = 0, people = 0] = process.argv.slice(2).map(Number);
const admin = postgres(process.env.BENCH_ADMIN_URL ?? "", { max: 1, onnotice: () => {} });
const made: { key: string; workspaceId: string; ids: string[] }[] = [];
for (let n = 0; n < workspaces; n++) {
  const { key, workspaceId } = await makeProgram();
  const rows = await admin.begin(async (sql) => {
    await sql`select audit_append(${uuidv7()}, null, null, 'job', 'bench', 'bench.make', 'done', null, '{}', null, null, 'bench')`;
    await sql`update workspaces set plan = 'business' where id = ${workspaceId}`;
    return sql<{ id: string }[]>`
      insert into contacts (id, workspace_id, email, email_hash, source, first_name, last_name, country)
      select new_id(), ${workspaceId}, 'p' || i || '@example.com', substring(sha256((${workspaceId} || i)::bytea) for 16), 'manual', 'Ada', 'Lovelace', 'GB'
      from generate_series(1, ${people}::int) i returning id`;
  });
  made.push({ key, workspaceId, ids: rows.map(({ id }) => id) });
}
await admin.unsafe("vacuum analyze contacts");
await admin.unsafe("checkpoint");
process.send?.({ ready: true, made }, () => process.exit(0));
