"use server";
import type { FormAction } from "#components/forms/form-state.ts";
import { formatNumber, plural } from "#components/ui/format.ts";
import { correctAddress } from "#lib/audience/contacts/correct-address.ts";
import { createContact, knownAddress } from "#lib/audience/contacts/create.ts";
import { deleteContact } from "#lib/audience/contacts/delete.ts";
import { deleteContacts } from "#lib/audience/contacts/delete-many.ts";
import { listContacts } from "#lib/audience/contacts/list.ts";
import { suppressContacts } from "#lib/audience/contacts/suppress-many.ts";
import { updateContact } from "#lib/audience/contacts/update.ts";
import { addSubscription } from "#lib/audience/subscriptions/add.ts";
import { endSubscription } from "#lib/audience/subscriptions/end.ts";
import { resubscribe } from "#lib/audience/subscriptions/resubscribe.ts";
import { cutText } from "#lib/core/cut-text.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { formAction } from "#lib/web/form-action.ts";

const create = formAction(createContact, { done: "Contact added.", then: ({ id }) => `/contacts/${id}` });

/** Adds a contact. A known address is refused with the way to its file. */
export const createContactAction: FormAction = async (before, data) => {
  const state = await create(before, data);
  if (state.fields?.email !== knownAddress) return state;
  const email = String(data.get("email") ?? "")
    .trim()
    .toLowerCase();
  const { rows } = await listContacts(await requireMember(), { search: cutText(email, 254), limit: 5 });
  const known = rows.find((row) => row.email === email);
  return known
    ? {
        ...state,
        link: { href: `/contacts/${known.id}/subscribe`, words: "Add them to a newsletter instead" },
      }
    : state;
};

const itsPage = ({ id }: { id: string }) => `/contacts/${id}`;
const pageOf = (_result: unknown, data: FormData) => `/contacts/${String(data.get("contactId"))}`;

export const updateContactAction = formAction(updateContact, { done: "Changes saved.", then: itsPage });

export const correctAddressAction = formAction(correctAddress, { done: "Address corrected.", then: itsPage });

export const addSubscriptionAction = formAction(addSubscription, {
  done: ({ blocked }) =>
    blocked
      ? "Added, with their consent. Mail stays blocked: see their file."
      : "Added to the newsletter, with their consent.",
  then: pageOf,
});

export const endSubscriptionAction = formAction(endSubscription, {
  done: ({ changed }) =>
    changed ? "Unsubscribed. Nothing waiting for them is sent." : "They had left before. Nothing changed.",
  then: pageOf,
});

export const resubscribeAction = formAction(resubscribe, {
  done: "Recorded. They get mail again once they confirm it themselves.",
  then: pageOf,
});

export const deleteContactAction = formAction(deleteContact, {
  input: (data) => ({
    contactId: data.get("contactId"),
    block: data.get("block") === "on",
    typed: data.get("typed") ?? "",
  }),
  done: "Contact erased.",
  then: "/contacts",
});

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

export const suppressContactAction = formAction(suppressContacts, {
  input: (data) => ({ contactIds: chosen(data), note: data.get("note") || undefined }),
  done: ({ added }) => (added === 1 ? "Suppressed." : "The address was suppressed before."),
  then: (_result, data) => `/contacts/${String(data.get("contactIds"))}`,
});

export const deleteContactsAction = formAction(deleteContacts, {
  input: (data) => ({ contactIds: chosen(data), typed: data.get("typed") ?? "" }),
  done: ({ deleted }) => `${plural(deleted, "contact")} erased.`,
  then: "/contacts",
});
