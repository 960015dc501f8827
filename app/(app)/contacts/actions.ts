"use server";
import type { FormAction } from "#components/forms/form-state.ts";
import { createContactField } from "#lib/audience/contact-fields/create.ts";
import { deleteContactField } from "#lib/audience/contact-fields/delete.ts";
import { fillContactFields } from "#lib/audience/contact-fields/fill.ts";
import { correctAddress } from "#lib/audience/contacts/correct-address.ts";
import { createContact, knownAddress } from "#lib/audience/contacts/create.ts";
import { deleteContact } from "#lib/audience/contacts/delete.ts";
import { liftRestriction } from "#lib/audience/contacts/lift-restriction.ts";
import { listContacts } from "#lib/audience/contacts/list.ts";
import { suppressContacts } from "#lib/audience/contacts/suppress-many.ts";
import { updateContact } from "#lib/audience/contacts/update.ts";
import { createSegment } from "#lib/audience/segments/create.ts";
import { deleteSegment } from "#lib/audience/segments/delete.ts";
import { updateSegment } from "#lib/audience/segments/update.ts";
import { addSubscription } from "#lib/audience/subscriptions/add.ts";
import { endSubscription } from "#lib/audience/subscriptions/end.ts";
import { resubscribe } from "#lib/audience/subscriptions/resubscribe.ts";
import { deleteTag } from "#lib/audience/tags/delete.ts";
import { setTags } from "#lib/audience/tags/set.ts";
import { cutText } from "#lib/core/cut-text.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { expectedOf } from "#lib/web/expected-of.ts";
import { formAction } from "#lib/web/form-action.ts";
import { filtersOf, readQuery } from "./query.ts";

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

export const liftRestrictionAction = formAction(liftRestriction, {
  done: "The restriction is lifted.",
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

export const suppressContactAction = formAction(suppressContacts, {
  input: (data) => ({ contactIds: chosen(data), note: data.get("note") || undefined }),
  done: ({ added }) => (added === 1 ? "Suppressed." : "The address was suppressed before."),
  then: (_result, data) => `/contacts/${String(data.get("contactIds"))}`,
});

export const setTagsAction = formAction(setTags, { done: "Tags saved.", then: itsPage });

export const deleteTagAction = formAction(deleteTag, {
  input: (data) => ({ tagId: data.get("tagId"), ...expectedOf(data) }),
  done: ({ name }) => `Tag ${name} deleted.`,
  then: "/contacts/fields",
});

export const createContactFieldAction = formAction(createContactField, {
  done: "Field added.",
  then: "/contacts/fields",
});

export const deleteContactFieldAction = formAction(deleteContactField, {
  input: (data) => ({ fieldId: data.get("fieldId"), ...expectedOf(data) }),
  done: ({ name }) => `Field ${name} deleted.`,
  then: "/contacts/fields",
});

const valueField = /^values\.([0-9a-f-]{36})$/;

export const fillContactFieldsAction = formAction(fillContactFields, {
  input: (data) => ({
    contactId: data.get("contactId"),
    values: Object.fromEntries(
      [...data].flatMap(([name, value]) => {
        const field = valueField.exec(name)?.[1];
        return field && typeof value === "string" ? [[field, value]] : [];
      }),
    ),
  }),
  done: "Fields saved.",
  then: itsPage,
});

const segmentInput = (data: FormData) => ({
  name: data.get("name") ?? "",
  ...filtersOf(
    readQuery(Object.fromEntries(new URLSearchParams(cutText(String(data.get("query") ?? ""), 4000)))),
  ),
});

export const createSegmentAction = formAction(createSegment, {
  input: segmentInput,
  done: "Segment saved.",
  then: "/contacts/segments",
});

export const updateSegmentAction = formAction(updateSegment, {
  input: (data) => ({ segmentId: data.get("segmentId"), ...segmentInput(data) }),
  done: ({ name }) => `Segment ${name} saved.`,
  then: "/contacts/segments",
});

export const deleteSegmentAction = formAction(deleteSegment, {
  done: ({ name }) => `Segment ${name} deleted. Its contacts stay.`,
  then: "/contacts/segments",
});
