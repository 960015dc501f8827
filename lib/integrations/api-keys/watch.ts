import { sql } from "drizzle-orm";
import { z } from "zod";
import { locate, placeName } from "#lib/account/devices/location.ts";
import { job } from "#lib/core/jobs/jobs.ts";
import { oneByOne } from "#lib/core/jobs/one-by-one.ts";
import { work } from "#lib/core/work.ts";
import { alertKeyUse } from "./alert.ts";

type Found = Unusual & { workspace_id: string; key_id: string };

type Unusual = {
  network: string | null;
  first_ip: string | null;
  earlier_ips: string[] | null;
  requests: number | null;
  usual: number | null;
};

/** Looks every quarter of an hour for keys whose use is unusual. */
export const watchApiKeys = job({
  name: "api-key-watch",
  input: z.object({}),
  policy: "short",
  retryLimit: 0,
  schedule: "*/15 * * * *",
  async run({ actor }) {
    const found = await work(actor, ({ tx }) => tx.execute<Found>(sql`select * from unusual_api_keys()`));
    await oneByOne(actor, found, {
      about: ({ workspace_id: workspaceId }) => ({ workspaceId }),
      async run({ workspace_id: workspaceId, key_id: keyId, ...unusual }) {
        const place = await newPlace(unusual);
        if (!place && unusual.requests === null) return;
        await alertKeyUse(
          { ...actor, workspaceId },
          {
            keyId,
            network: place && unusual.network,
            ip: place && unusual.first_ip,
            place,
            requests: unusual.requests,
            usual: unusual.usual,
          },
        );
      },
      meanwhile: "conflict",
    });
  },
});

/** Networks up to which a key is at home: a new one is told of, wherever it is. */
const fewNetworks = 3;

/**
 * Returns where a key's new network is, if its people would want to know: one beside few, or in a country that none of the earlier ones
 * is in. Programs that move between many networks of their countries raise no alert.
 */
async function newPlace({ network, first_ip: ip, earlier_ips: earlier }: Unusual): Promise<string | null> {
  if (!network || !ip || !earlier) return null;
  const place = await locate(ip);
  if (earlier.length <= fewNetworks) return placeName(place);
  const countries = await Promise.all(earlier.map(async (each) => (await locate(each)).country));
  return place.country && !countries.includes(place.country) ? placeName(place) : null;
}
