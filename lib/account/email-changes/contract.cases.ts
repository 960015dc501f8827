import type { Cases, QueryCases } from "#testing/contract/contract.ts";
import { anonymous, makeMember, uniqueEmail } from "#testing/factories.ts";
import { makeEmailChange } from "./email-change.fixture.ts";

const holder = "Whoever holds the link may: it names nobody else's rows.";
const own = "It is about the caller's own address.";

const byLink = (purpose: "confirm_email" | "approve_email" | "cancel_email") => async () => ({
  actor: anonymous(),
  input: { token: (await makeEmailChange())[purpose] },
  openToAnonymous: holder,
  openToStrangers: holder,
});

export const emailChangeCases: Cases<
  | "email_change.request"
  | "email_change.confirm"
  | "email_change.approve"
  | "email_change.cancel"
  | "email_change.withdraw"
> = {
  "email_change.request": async () => ({
    actor: (await makeMember()).actor,
    input: { email: uniqueEmail() },
    openToStrangers: own,
  }),
  "email_change.confirm": byLink("confirm_email"),
  "email_change.approve": byLink("approve_email"),
  "email_change.cancel": byLink("cancel_email"),
  "email_change.withdraw": async () => ({
    actor: (await makeEmailChange()).actor,
    input: {},
    openToStrangers: own,
  }),
};

export const emailChangeQueries: QueryCases = {
  "email_change.pending": () => ({}),
};
