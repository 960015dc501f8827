import { cache } from "react";
import { getContact } from "#lib/audience/contacts/get.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";

/** Returns the contact of a page, read once for its title and its body. */
export const loadContact = cache(async (contactId: string) =>
  pageQuery(getContact, await requireMember(), { contactId }),
);
