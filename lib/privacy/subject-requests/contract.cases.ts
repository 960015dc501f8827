import { uuidv7 } from "uuidv7";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";
import type { RequestKind } from "#lib/privacy/subject-requests/fields.ts";
import type { Cases, QueryCases, Seed } from "#testing/contract/contract.ts";
import {
  anonymous,
  asOwner,
  jobActor,
  makeContacts,
  makeMember,
  makeSending,
  uniqueEmail,
} from "#testing/factories.ts";

type Values = {
  kind?: RequestKind;
  channel?: "form" | "preferences" | "member";
  proved?: boolean;
  answered?: boolean;
  days?: number;
};

/** A request of a contact, proved unless said otherwise, with the tokens of both its links. */
export async function makeRequest(workspaceId: string, contactId: string, values: Values = {}) {
  const { kind = "access", channel = "form", proved = true, answered = false, days = 0 } = values;
  const id = uuidv7();
  const [proof, bundle] = [randomToken(), randomToken()];
  const at = (when: boolean) => (when ? new Date() : null);
  await asOwner(
    (
      sql,
    ) => sql`insert into subject_requests (workspace_id, id, kind, channel, email, email_hash, contact_id, locale, received_on, created_at,
        proof_hash, proof_until, identified_at, closed_at, outcome, bundle_hash, bundle_until)
      select p.workspace_id, ${id}, ${kind}, ${channel}, p.email, p.email_hash, ${proved ? contactId : null}::uuid, 'en',
        (now() - make_interval(days => ${days}))::date, now() - make_interval(days => ${days}), ${hashToken(proof)}, now() + interval '7 days',
        ${at(proved)}, ${at(answered)}, ${answered ? "fulfilled" : null}, ${hashToken(bundle)},
        ${answered ? new Date(Date.now() + 86_400_000) : null}
      from contacts p where p.workspace_id = ${workspaceId} and p.id = ${contactId}`,
  );
  return { requestId: id, proof, bundle };
}

async function request(values: Values = {}) {
  const { actor, workspaceId } = await makeMember();
  const [contact] = await makeContacts(workspaceId, 1);
  const { id: contactId = "", email = "" } = contact ?? {};
  return { actor, workspaceId, contactId, email, ...(await makeRequest(workspaceId, contactId, values)) };
}

const forLinks = "Whoever holds the mailed link acts for its mailbox.";

export const commands: Cases = {
  "subject_request.ask": async () => ({
    actor: anonymous(),
    input: {
      workspaceId: (await makeMember()).workspaceId,
      email: uniqueEmail(),
      kind: "access",
      locale: "en",
    },
    openToAnonymous: "Anybody may ask about their own data.",
    openToStrangers: "Anybody may ask about their own data.",
  }),
  "subject_request.prove": async () => ({
    actor: anonymous(),
    input: { token: (await request({ proved: false })).proof },
    openToAnonymous: forLinks,
    openToStrangers: forLinks,
  }),
  "subject_request.disown": async () => ({
    actor: anonymous(),
    input: { token: (await request({ proved: false })).proof },
    openToAnonymous: forLinks,
    openToStrangers: forLinks,
  }),
  "subject_request.open_bundle": async () => {
    const { bundle, email } = await request({ answered: true });
    return {
      actor: anonymous(),
      input: { token: bundle, email },
      openToAnonymous: forLinks,
      openToStrangers: forLinks,
    };
  },
  "subject_request.ask_by_link": async () => {
    const { actor, workspaceId, campaignId, contactId, deliveryId, newsletterId } = await makeSending();
    const { origin } = actor;
    return {
      actor: { kind: "subscriber", workspaceId, contactId, deliveryId, campaignId, newsletterId, origin },
      input: { kind: "access", locale: "en" },
      openToStrangers: "It names nobody: the link says who asks.",
    };
  },
  "subject_request.create": async () => ({
    actor: (await makeMember({ role: "member" })).actor,
    input: {
      email: uniqueEmail(),
      kind: "access",
      arrived: "By letter, signed, with a copy of the last mail.",
    },
    openToStrangers: "It names an address, and lands in the caller's own workspace.",
  }),
  "subject_request.fulfil": async () => {
    const { actor, requestId } = await request();
    return { actor, input: { requestId } };
  },
  "subject_request.extend": async () => {
    const { actor, requestId } = await request();
    return { actor, input: { requestId, reason: "Three archives have to be searched." } };
  },
  "subject_request.refuse": async () => {
    const { actor, requestId } = await request();
    return { actor, input: { requestId, reason: "The same request was answered last week." } };
  },
  "subject_request.withdraw": async () => {
    const { actor, requestId } = await request();
    return { actor, input: { requestId, how: "By phone, to Anna." } };
  },
  "subject_request.withdraw_bundle": async () => {
    const { actor, requestId } = await request({ answered: true });
    return { actor, input: { requestId } };
  },
  "subject_request.issue_mail": async () => {
    const { workspaceId, requestId } = await request({ proved: false });
    return { actor: jobActor(workspaceId, "subject-request-mail"), input: { requestId, about: "proof" } };
  },
  "subject_request.record_mailed": async () => {
    const { workspaceId, requestId } = await request({ answered: true });
    return { actor: jobActor(workspaceId, "subject-request-mail"), input: { requestId, sent: true } };
  },
  "subject_request.sweep": async () => ({
    actor: jobActor((await request({ proved: false, days: 31 })).workspaceId, "subject-request-sweep"),
    input: {},
    openToStrangers: "It names no row: a job sweeps its own workspace.",
  }),
};

export const queries: QueryCases = {
  "subject_request.list": () => ({ input: { state: "open" } }),
  "subject_request.count": () => ({ showsNoRow: "Counts, and the nearest day." }),
  "subject_request.get": ({ seeded }) => ({ input: { requestId: seeded("request") } }),
};

/** A row of each table of this noun. */
export const seed: Seed = async ({ workspaceId, contact }) => ({
  request: (await makeRequest(workspaceId, contact, { kind: "rectify" })).requestId,
});
