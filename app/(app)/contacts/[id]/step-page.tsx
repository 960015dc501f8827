import type { ReactNode } from "react";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { ContactFile } from "#lib/audience/contacts/get.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { MayNot } from "../../may-not.tsx";
import { fullName } from "../words.ts";

type StepPageProps = {
  contact: ContactFile;
  title: string;
  description: ReactNode;
  /** What the permitted roles do here: "edit contacts". */
  what: string;
  children: ReactNode;
};

/** Renders one step with a contact as a page of its own, so that it works without scripts and has an address. */
export async function StepPage({ contact, title, description, what, children }: StepPageProps) {
  const actor = await requireMember();
  const breadcrumb = [
    { label: "Contacts", href: "/contacts" },
    { label: fullName(contact) || contact.email, href: `/contacts/${contact.id}` },
  ];
  if (!workspaceMember.admits(actor))
    return <MayNot actor={actor} title={title} breadcrumb={breadcrumb} what={what} />;
  return (
    <>
      <PageHeader title={title} description={description} breadcrumb={breadcrumb} />
      <div className="grid max-w-184 gap-5">{wrapped(children)}</div>
    </>
  );
}

const wrapped = (children: ReactNode) => (Array.isArray(children) ? children : <Panel>{children}</Panel>);
