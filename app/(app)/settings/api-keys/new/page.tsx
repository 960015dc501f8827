import type { Metadata } from "next";
import { Button } from "#components/ui/button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { env } from "#lib/env.ts";
import { lifetimes } from "#lib/integrations/api-keys/input.ts";
import { scopes } from "#lib/integrations/api-keys/scopes.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { MayNot } from "../../../may-not.tsx";
import { lifetimeWords, scopeWords } from "../words.ts";
import { KeyForm } from "./key-form.tsx";

export const metadata: Metadata = { title: "New API key" };

const breadcrumb = [{ label: "API keys", href: "/settings/api-keys" }];

export default async function NewApiKeyPage() {
  const actor = await requireMember();
  if (!workspaceAdmin.admits(actor))
    return (
      <MayNot actor={actor} title="New API key" breadcrumb={breadcrumb} what="create API keys" who="admins" />
    );
  return (
    <>
      <PageHeader
        title="New API key"
        description="Give each program its own key, with no more than it needs. Then one can be revoked without the others."
        breadcrumb={breadcrumb}
      />
      <Panel>
        <KeyForm
          scopes={scopes.map((value) => ({ value, ...scopeWords[value] }))}
          lifetimes={lifetimes.map((value) => ({ value, label: lifetimeWords[value] }))}
          origin={env().APP_URL}
          back={
            <Button href="/settings/api-keys" variant="ghost">
              Back to the keys
            </Button>
          }
        />
      </Panel>
    </>
  );
}
