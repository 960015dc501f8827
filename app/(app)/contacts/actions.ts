"use server";
import { formatNumber, plural } from "#components/ui/format.ts";
import { createContact } from "#lib/audience/contacts/create.ts";
import { deleteContact } from "#lib/audience/contacts/delete.ts";
import { deleteContacts } from "#lib/audience/contacts/delete-many.ts";
import { suppressContacts } from "#lib/audience/contacts/suppress-many.ts";
import { formAction } from "#lib/web/form-action.ts";

export const createContactAction = formAction(createContact, {
  done: "Contact added.",
  then: ({ id }) => `/contacts/${id}`,
});

export const deleteContactAction = formAction(deleteContact, { done: "Contact deleted.", then: "/contacts" });

const chosen = (data: FormData) =>
  String(data.get("contactIds") ?? "")
    .slice(0, 10_000)
    .split(",")
    .filter(Boolean);

export const suppressContactsAction = formAction(suppressContacts, {
  input: (data) => ({ contactIds: chosen(data), note: data.get("note") || undefined }),
  done: ({ added, already }) =>
    already === 0
      ? `${plural(added, "contact")} suppressed.`
      : `${plural(added, "contact")} suppressed, ${formatNumber(already)} already were.`,
  then: "/contacts",
});

export const deleteContactsAction = formAction(deleteContacts, {
  input: (data) => ({ contactIds: chosen(data), typed: data.get("typed") ?? "" }),
  done: ({ deleted }) => `${plural(deleted, "contact")} deleted.`,
  then: "/contacts",
});
