import { type Cases, ownAccount, type QueryCases, type Seed } from "#testing/contract/contract.ts";
import { makeMember, makeTwoFactor } from "#testing/factories.ts";
import { beginTwoFactor } from "./begin.ts";
import { getEnrolment } from "./enrolment.ts";
import { totpCodeAt } from "./totp.ts";

const own = "It is about the caller's own account; another's cannot be named.";
export const commands: Cases = {
  "two_factor.begin": async () => ({
    actor: (await makeMember()).actor,
    input: {},
    openToStrangers: own,
  }),
  "two_factor.enable": async () => {
    const { actor } = await makeMember();
    await beginTwoFactor(actor, {});
    const enrolment = await getEnrolment(actor);
    return { actor, input: { code: totpCodeAt(enrolment?.secret ?? "") }, openToStrangers: own };
  },
  "two_factor.disable": async () => {
    const { actor } = await makeMember();
    const { secret } = await makeTwoFactor(actor.userId);
    return { actor, input: { code: totpCodeAt(secret) }, openToStrangers: own };
  },
  "two_factor.regenerate_recovery_codes": async () => {
    const { actor } = await makeMember();
    await makeTwoFactor(actor.userId);
    return { actor, input: {}, openToStrangers: own };
  },
};

export const queries: QueryCases = {
  "two_factor.get": ownAccount,
  "two_factor.factors": ownAccount,
};

export const seed: Seed = async ({ actor }) => {
  await beginTwoFactor(actor, {}); // an entry of the account's own
  await makeTwoFactor(actor.userId);
};
