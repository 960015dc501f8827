"use server";
import { plural } from "#components/ui/format.ts";
import { createApiKey } from "#lib/integrations/api-keys/create.ts";
import { revokeApiKey } from "#lib/integrations/api-keys/revoke.ts";
import { rotateApiKey } from "#lib/integrations/api-keys/rotate.ts";
import { formAction } from "#lib/web/form-action.ts";
import { formInput } from "#lib/web/form-input.ts";

const page = "/settings/api-keys";

export const createApiKeyAction = formAction(createApiKey, {
  input: (data) => ({ ...formInput(data), scopes: data.getAll("scopes") }),
  state: ({ key }) => ({ secrets: [key] }),
});

export const rotateApiKeyAction = formAction(rotateApiKey, { state: ({ key }) => ({ secrets: [key] }) });

export const revokeApiKeyAction = formAction(revokeApiKey, {
  done: ({ name, webhooksHeld, campaignsPaused }) =>
    `The key “${name}” is revoked. Requests with it are refused from now on.${
      webhooksHeld.length > 0 ? ` Webhooks of it are on hold: ${webhooksHeld.join(", ")}.` : ""
    }${campaignsPaused > 0 ? ` ${plural(campaignsPaused, "campaign")} of it paused.` : ""}`,
  then: page,
});
