import { z } from "zod";

/** The most contacts of one bulk action: a page of the list. */
export const mostSelected = 200;

/** Contacts ticked in the list. */
export const contactIds = z
  .array(z.uuid(), { error: "Select at least one contact." })
  .min(1, "Select at least one contact.")
  .max(mostSelected, `Select at most ${mostSelected} contacts.`);
