import type { Metadata } from "next";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { one, type Search } from "../../address.ts";
import { MayNot } from "../../may-not.tsx";
import { createCampaignAction } from "../actions.ts";
import { DraftFields } from "../draft-fields.tsx";

export const metadata: Metadata = { title: "New campaign" };

export default async function NewCampaignPage({ searchParams }: { searchParams: Search }) {
  const actor = await requireMember();
  if (!workspaceMember.admits(actor)) {
    return (
      <MayNot
        actor={actor}
        title="New campaign"
        breadcrumb={[{ label: "Campaigns", href: "/campaigns" }]}
        what="write campaigns"
      />
    );
  }
  const search = await searchParams;
  const newsletterId = one(search.newsletter);
  const segmentId = one(search.segment);
  return (
    <>
      <PageHeader
        title="New campaign"
        description="It stays a draft until you send it. Everything here can be changed until then."
        breadcrumb={[{ label: "Campaigns", href: "/campaigns" }]}
      />
      <SubmitForm
        creates
        action={createCampaignAction}
        submit="Write the message"
        secondary={
          <Button href="/campaigns" variant="ghost">
            Cancel
          </Button>
        }
      >
        <DraftFields actor={actor} values={{ newsletterId, segmentId }} />
      </SubmitForm>
    </>
  );
}
