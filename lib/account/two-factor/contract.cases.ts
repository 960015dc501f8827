import { type Cases, ownAccount, type QueryCases } from "#testing/contract/contract.ts";
import { anonymous, makeChallenge, makeMember, makeTwoFactor, makeUser } from "#testing/factories.ts";
import { beginTwoFactor } from "./begin.ts";
import { getEnrolment } from "./enrolment.ts";
import { totpCodeAt } from "./totp.ts";

const own = "It is about the caller's own account; another's cannot be named.";
const holder = "The pending sign-in and the code are the proof of who calls.";

export const twoFactorCases: Cases<
  | "session.second_factor"
  | "two_factor.begin"
  | "two_factor.enable"
  | "two_factor.disable"
  | "recovery_code.regenerate"
> = {
  "session.second_factor": async () => {
    const { id } = await makeUser();
    const { secret } = await makeTwoFactor(id);
    return {
      actor: anonymous(),
      input: { challenge: await makeChallenge(id), code: totpCodeAt(secret) },
      openToAnonymous: holder,
      openToStrangers: holder,
    };
  },
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
  "recovery_code.regenerate": async () => {
    const { actor } = await makeMember();
    await makeTwoFactor(actor.userId);
    return { actor, input: {}, openToStrangers: own };
  },
};

export const twoFactorQueries: QueryCases = {
  "two_factor.get": ownAccount,
};
