import { uuidv7 } from "uuidv7";
import type { Cases, QueryCases, Seed } from "#testing/contract/contract.ts";
import { anonymous, asOwner, makeMember, uniqueEmail } from "#testing/factories.ts";
import { makeEmailChange } from "./email-change.fixture.ts";

const holder = "Whoever holds the link may: it names nobody else's rows.";
const own = "It is about the caller's own address.";

const byLink = (purpose: "confirm_email" | "approve_email" | "cancel_email") => async () => ({
  actor: anonymous(),
  input: { token: (await makeEmailChange())[purpose] },
  openToAnonymous: holder,
  openToStrangers: holder,
});

export const commands: Cases = {
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

export const queries: QueryCases = {
  "email_change.pending": () => ({}),
};

export const seed: Seed = async ({ actor }) => {
  await asOwner(
    (sql) => sql`insert into email_changes (id, user_id, old_email, new_email, needs_approval, expires_at)
      values (${uuidv7()}, ${actor.userId}, 'a@example.com', ${uniqueEmail()}, true, now() + interval '1 day')`,
  );
};
