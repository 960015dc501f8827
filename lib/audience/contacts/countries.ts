import { sql } from "drizzle-orm";
import { z } from "zod";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/** Returns the countries of the workspace's contacts, by code. It jumps from country to country in the index. */
export const listContactCountries = query({
  name: "contact.countries",
  allow: workspaceViewer,
  input: z.object({}),
  async run({ db, actor: { workspaceId } }): Promise<string[]> {
    const rows = await db.execute<{ country: string }>(sql`
      with recursive known as (
        (select country from contacts where workspace_id = ${workspaceId} and country is not null order by country limit 1)
        union all
        select (select c.country from contacts c where c.workspace_id = ${workspaceId} and c.country > known.country
          order by c.country limit 1) from known where known.country is not null
      ) select country from known where country is not null limit 300`);
    return rows.map(({ country }) => country);
  },
});
