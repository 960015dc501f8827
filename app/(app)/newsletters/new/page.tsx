import type { Metadata } from "next";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { MayNot } from "../../may-not.tsx";
import { createNewsletterAction } from "../actions.ts";
import { NewsletterFields } from "../newsletter-fields.tsx";

export const metadata: Metadata = { title: "New newsletter" };

export default async function NewNewsletterPage() {
  const actor = await requireMember();
  if (!workspaceMember.admits(actor)) {
    return (
      <MayNot
        actor={actor}
        title="New newsletter"
        breadcrumb={[{ label: "Newsletters", href: "/newsletters" }]}
        what="create newsletters"
      />
    );
  }
  return (
    <>
      <PageHeader
        title="New newsletter"
        description="One newsletter for each thing people can say yes to. Consent, unsubscribes and campaigns are kept by newsletter."
        breadcrumb={[{ label: "Newsletters", href: "/newsletters" }]}
      />
      <SubmitForm
        creates
        action={createNewsletterAction}
        submit="Create newsletter"
        secondary={
          <Button href="/newsletters" variant="ghost">
            Cancel
          </Button>
        }
      >
        <NewsletterFields />
      </SubmitForm>
    </>
  );
}
