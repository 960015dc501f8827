"use server";
import { plural } from "#components/ui/format.ts";
import { cancelBulkAction } from "#lib/audience/bulk-actions/cancel.ts";
import { eraseContacts } from "#lib/audience/bulk-actions/erase.ts";
import { liftBulkAction } from "#lib/audience/bulk-actions/lift.ts";
import { startBulkAction } from "#lib/audience/bulk-actions/start-now.ts";
import { subscribeContacts } from "#lib/audience/bulk-actions/subscribe.ts";
import { suppressSelected } from "#lib/audience/bulk-actions/suppress.ts";
import { tagContacts } from "#lib/audience/bulk-actions/tag.ts";
import { undoBulkAction } from "#lib/audience/bulk-actions/undo.ts";
import { formAction } from "#lib/web/form-action.ts";
import { selectionOf } from "./selection-of.ts";

const itsPage = ({ id }: { id: string }) => `/contacts/bulk-actions/${id}`;
const pageOf = (_result: unknown, data: FormData) => `/contacts/bulk-actions/${String(data.get("actionId"))}`;

export const tagContactsAction = formAction(tagContacts, {
  input: (data) => ({
    ...selectionOf(data),
    tags: data.get("tags") ?? "",
    does: data.get("does") ?? "add",
  }),
  then: itsPage,
});

export const subscribeContactsAction = formAction(subscribeContacts, {
  input: (data) => ({
    ...selectionOf(data),
    newsletterId: data.get("newsletterId"),
    basis: data.get("basis"),
    givenOn: data.get("givenOn") ?? "",
    place: data.get("place") ?? "",
    bought: data.get("bought") ?? "",
    optOutOffered: data.get("optOutOffered") ?? "",
    noticeVersion: data.get("noticeVersion") ?? "",
    wording: data.get("wording") ?? "",
  }),
  then: itsPage,
});

export const suppressSelectedAction = formAction(suppressSelected, {
  input: (data) => ({ ...selectionOf(data), note: data.get("note") ?? "" }),
  then: itsPage,
});

export const eraseContactsAction = formAction(eraseContacts, {
  input: (data) => ({
    ...selectionOf(data),
    block: data.get("block") === "on",
    typed: data.get("typed") ?? "",
  }),
  then: itsPage,
});

export const undoBulkActionAction = formAction(undoBulkAction, {
  done: "Undone. Nothing changed.",
  then: pageOf,
});

export const startBulkActionAction = formAction(startBulkAction, { then: pageOf });

export const cancelBulkActionAction = formAction(cancelBulkAction, {
  done: ({ done }) => `Cancelled after ${plural(done, "contact")}.`,
  then: pageOf,
});

export const liftBulkActionAction = formAction(liftBulkAction, {
  done: ({ lifted, kept }) =>
    `${plural(lifted, "suppression")} lifted${kept > 0 ? `, ${plural(kept, "suppression")} kept` : ""}.`,
  then: pageOf,
});
