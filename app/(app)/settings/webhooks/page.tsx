import { Plus, Webhook as WebhookIcon } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { StatusDot } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { SettingsRow } from "#components/ui/settings-row.tsx";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { listWebhooks } from "#lib/integrations/webhooks/list.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { MayNot } from "../../may-not.tsx";
import { stateOf, typeWords } from "./words.ts";

export const metadata: Metadata = { title: "Webhooks" };

const here = "/settings/webhooks";

export default async function WebhooksPage() {
  const actor = await requireMember();
  if (!workspaceAdmin.admits(actor))
    return <MayNot actor={actor} title="Webhooks" what="see webhooks" who="admins" />;
  const { rows: webhooks } = await pageQuery(listWebhooks, actor, { limit: 200 });
  const create = (
    <Button href={`${here}/new`} variant="primary" icon={<Plus aria-hidden="true" />}>
      New webhook
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Webhooks"
        description="Addresses of yours that are told what happens here, as it happens. Each delivery is signed."
        actions={webhooks.length > 0 && create}
      />
      <Panel flush>
        {webhooks.length === 0 ? (
          <EmptyState icon={<WebhookIcon aria-hidden="true" />} title="No webhook yet" action={create}>
            Tell your own systems when somebody subscribes, leaves or is erased, so that they hold the same.
          </EmptyState>
        ) : (
          webhooks.map((webhook) => {
            const { id, url, description, events } = webhook;
            const { host, pathname } = new URL(url);
            const state = stateOf(webhook);
            return (
              <SettingsRow
                key={id}
                level={2}
                title={
                  <Link
                    href={`${here}/${id}`}
                    className="inline-flex min-h-6 items-center rounded-s wrap-anywhere hover:underline"
                  >
                    {description || host}
                  </Link>
                }
                state={<StatusDot tone={state.tone}>{state.words}</StatusDot>}
                description={
                  <>
                    <span className="block font-mono wrap-anywhere">{`${host}${pathname}`}</span>
                    <span className="block">{events.map(typeWords).join(", ")}</span>
                  </>
                }
                action={
                  <Button href={`${here}/${id}`} size="small" aria-label={`Open ${description || host}`}>
                    Open
                  </Button>
                }
              />
            );
          })
        )}
      </Panel>
    </>
  );
}
