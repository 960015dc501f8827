import type { Metadata } from "next";
import { Button } from "#components/ui/button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { isFresh } from "#lib/core/actor.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { eventCatalogue } from "#lib/integrations/webhooks/event-catalogue.ts";
import { eventTypes } from "#lib/integrations/webhooks/events.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { MayNot } from "../../../may-not.tsx";
import { ProveFirst } from "../../security/prove-first.tsx";

import { WebhookForm } from "./webhook-form.tsx";

export const metadata: Metadata = { title: "New webhook" };

const list = "/settings/webhooks";
const breadcrumb = [{ label: "Webhooks", href: list }];

export default async function NewWebhookPage() {
  const actor = await requireMember();
  if (!workspaceAdmin.admits(actor))
    return (
      <MayNot actor={actor} title="New webhook" breadcrumb={breadcrumb} what="create webhooks" who="admins" />
    );
  return (
    <>
      <PageHeader
        title="New webhook"
        description="Deliveries name people by id and address. Send them only where your privacy notice says they go."
        breadcrumb={breadcrumb}
      />
      {isFresh(actor) ? (
        <Panel>
          <WebhookForm
            events={eventTypes.map((value) => ({
              value,
              label: eventCatalogue[value].label,
              hint: eventCatalogue[value].hint,
            }))}
            back={
              <Button href={list} variant="ghost">
                Cancel
              </Button>
            }
          />
        </Panel>
      ) : (
        <ProveFirst actor={actor} next={`${list}/new`} why="A webhook passes on who your contacts are." />
      )}
    </>
  );
}
