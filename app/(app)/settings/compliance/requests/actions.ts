"use server";
import { formatDay } from "#components/ui/format.ts";
import { createRequest } from "#lib/privacy/subject-requests/create.ts";
import { extendRequest } from "#lib/privacy/subject-requests/extend.ts";
import { fulfilRequest } from "#lib/privacy/subject-requests/fulfil.ts";
import { refuseRequest } from "#lib/privacy/subject-requests/refuse.ts";
import { withdrawRequest } from "#lib/privacy/subject-requests/withdraw.ts";
import { withdrawBundle } from "#lib/privacy/subject-requests/withdraw-bundle.ts";
import { formAction } from "#lib/web/form-action.ts";

const list = "/settings/compliance/requests";
const itsPage = (_result: unknown, data: FormData) => `${list}/${String(data.get("requestId"))}`;

export const createRequestAction = formAction(createRequest, {
  done: ({ byLetter }) =>
    byLetter
      ? "Request entered. The clock runs. Answer this person by letter: nothing is mailed to them."
      : "Request entered. The clock runs, and the person is told by mail.",
  then: ({ id }) => `${list}/${id}`,
});

const byMail = {
  access: "Answered. A link to their data is on its way to them.",
  rectify: "Answered. They are told what you corrected.",
  restrict: "Restricted. They are told by mail.",
  erase: "Erased. They are told by mail, and then the address is gone here too.",
  object: "They get no advertising any more, and are told so.",
};

export const fulfilRequestAction = formAction(fulfilRequest, {
  done: ({ kind, byLetter }) => (byLetter ? "Answered. Now send them your letter." : byMail[kind]),
  then: itsPage,
});

export const extendRequestAction = formAction(extendRequest, {
  done: ({ dueOn, byLetter }) =>
    `Extended to ${formatDay(dueOn)}. ${byLetter ? "Write to the person why." : "The person is told why."}`,
  then: itsPage,
});

export const refuseRequestAction = formAction(refuseRequest, {
  done: ({ byLetter }) =>
    byLetter
      ? "Refused. Write to the person why, and that they can complain."
      : "Refused. The person is told why, and where they can complain.",
  then: itsPage,
});

export const withdrawRequestAction = formAction(withdrawRequest, {
  done: "Closed, because the person took it back.",
  then: itsPage,
});

export const withdrawBundleAction = formAction(withdrawBundle, {
  done: "The link opens nothing any more.",
  then: itsPage,
});
