import { cache } from "react";
import { getNewsletter } from "#lib/audience/newsletters/get.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";

/** Returns a newsletter, once for a page and its title. */
export const loadNewsletter = cache(async (newsletterId: string) =>
  pageQuery(getNewsletter, await requireMember(), { newsletterId }),
);
