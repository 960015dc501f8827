"use server";
import { createContact } from "#lib/audience/contacts/create.ts";
import { deleteContact } from "#lib/audience/contacts/delete.ts";
import { formAction } from "#lib/web/form-action.ts";

export const createContactAction = formAction(createContact, {
  done: "Contact added.",
  then: ({ id }) => `/contacts/${id}`,
});

export const deleteContactAction = formAction(deleteContact, { done: "Contact deleted.", then: "/contacts" });
