import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { eventCatalogue } from "#lib/integrations/webhooks/event-catalogue.ts";
import { eventTypes } from "#lib/integrations/webhooks/events.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { MayNot } from "../../../../may-not.tsx";
import { updateWebhookAction } from "../../actions.ts";
import { WebhookFields } from "../../webhook-fields.tsx";

import { loadWebhook } from "../load.ts";

export const metadata: Metadata = { title: "Edit webhook" };

const list = { label: "Webhooks", href: "/settings/webhooks" };

export default async function EditWebhookPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireMember();
  const { id } = await params;
  if (!workspaceAdmin.admits(actor))
    return (
      <MayNot actor={actor} title="Edit webhook" breadcrumb={[list]} what="change webhooks" who="admins" />
    );
  const webhook = await loadWebhook(id);
  if (!webhook) notFound();
  const page = `${list.href}/${id}`;
  return (
    <>
      <PageHeader
        title="Edit webhook"
        breadcrumb={[list, { label: webhook.description || new URL(webhook.url).host, href: page }]}
      />
      <Panel>
        <SubmitForm
          action={updateWebhookAction}
          hidden={{ webhookId: id }}
          submit="Save webhook"
          secondary={
            <Button href={page} variant="ghost">
              Cancel
            </Button>
          }
        >
          <WebhookFields
            events={eventTypes.map((value) => ({
              value,
              label: eventCatalogue[value].label,
              hint: eventCatalogue[value].hint,
            }))}
            values={webhook}
          />
        </SubmitForm>
      </Panel>
    </>
  );
}
