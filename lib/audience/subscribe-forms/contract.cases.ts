import type { Cases } from "#testing/contract/contract.ts";
import { anonymous, makeMember, makeNewsletter, uniqueEmail } from "#testing/factories.ts";

export const commands: Cases = {
  "subscribe_form.send": async () => {
    const { workspaceId } = await makeMember();
    const { id: newsletterId } = await makeNewsletter(workspaceId);
    const actor = anonymous();
    return {
      // A network of its own, because signups of one network are limited.
      actor: { ...actor, origin: { ...actor.origin, ip: null } },
      input: {
        newsletterId,
        email: uniqueEmail(),
        form: "hosted",
        wording: "Send me The Weekly Engine.",
        locale: "en",
      },
      openToAnonymous: "Anybody may subscribe, and confirms by mail.",
      openToStrangers: "Anybody may subscribe, and confirms by mail.",
    };
  },
};
