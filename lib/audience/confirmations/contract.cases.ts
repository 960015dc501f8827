import { uuidv7 } from "uuidv7";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import type { Cases, QueryCases, Seed } from "#testing/contract/contract.ts";
import {
  anonymous,
  asOwner,
  jobActor,
  makeContacts,
  makeMember,
  makeNewsletter,
} from "#testing/factories.ts";

/** Makes a signup that waits for its confirmation. */
export async function makeConfirmation(
  workspaceId: string,
  newsletterId: string,
  contactId: string,
  days = 0,
) {
  const id = uuidv7();
  await asOwner(
    (
      sql,
    ) => sql`insert into confirmations (workspace_id, id, newsletter_id, contact_id, form, wording, locale, created_at)
      values (${workspaceId}, ${id}, ${newsletterId}, ${contactId}, 'hosted', 'Send me The Weekly Engine.', 'en',
        now() - make_interval(days => ${days}))`,
  );
  return id;
}

async function signup(days = 0) {
  const { workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const [contact] = await makeContacts(workspaceId, 1);
  const confirmationId = await makeConfirmation(workspaceId, newsletterId, contact?.id ?? "", days);
  const token = signLink(await linkKey(), "confirm", { workspaceId, id: confirmationId });
  return { workspaceId, confirmationId, token };
}

const forLinks = "Whoever holds the mailed link acts for its mailbox.";

export const commands: Cases = {
  "confirmation.confirm": async () => ({
    actor: anonymous(),
    input: { token: (await signup()).token },
    openToAnonymous: forLinks,
    openToStrangers: forLinks,
  }),
  "confirmation.disown": async () => ({
    actor: anonymous(),
    input: { token: (await signup()).token },
    openToAnonymous: forLinks,
    openToStrangers: forLinks,
  }),
  "confirmation.record_mailed": async () => {
    const { workspaceId, confirmationId } = await signup();
    return {
      actor: jobActor(workspaceId, "confirmation-mail"),
      input: { confirmationId, messageId: "<a@example.com>" },
    };
  },
  "confirmation.send_test": async () => {
    const { actor, workspaceId } = await makeMember();
    const { id: newsletterId } = await makeNewsletter(workspaceId);
    return { actor, input: { newsletterId } };
  },
  "confirmation.purge": async () => {
    const { workspaceId } = await signup(31);
    return {
      actor: jobActor(workspaceId, "confirmation-purge"),
      input: {},
      openToStrangers: "It names no row: a job purges its own workspace.",
    };
  },
};

export const queries: QueryCases = {
  "confirmation.preview": ({ newsletter }) => ({
    input: { newsletterId: newsletter },
    showsNoRow: "A message without the ids of its rows.",
  }),
};

/** A row of each table of this noun. */
export const seed: Seed = async ({ workspaceId, newsletter, contact }) => {
  await makeConfirmation(workspaceId, newsletter, contact);
  return undefined;
};
