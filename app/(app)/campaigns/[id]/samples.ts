import type { Member } from "#lib/core/actor.ts";
import { campaignReaders } from "#lib/sending/campaigns/readers.ts";
import { pageQuery } from "#lib/web/page-query.ts";

export type Sample = "me" | "nameless" | (string & {});

const id = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Returns the reader that the address asks for, or oneself for anything else. */
export const sampleOf = (given: string | undefined): Sample =>
  given === "nameless" || (given && id.test(given)) ? given : "me";

/** Returns as whom a message can be looked at: oneself, somebody without a name, and people who would get it. */
export async function sampleOptions(actor: Member, campaignId: string) {
  const rows = await pageQuery(campaignReaders, actor, { campaignId });
  return [
    { value: "me", label: "You" },
    { value: "nameless", label: "Someone without a name" },
    ...rows.map(({ id, email, firstName, lastName }) => ({
      value: id,
      label: [[firstName, lastName].filter(Boolean).join(" "), email].filter(Boolean).join(", "),
    })),
  ];
}
