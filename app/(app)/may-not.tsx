import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { Member } from "#lib/core/actor.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";

type MayNotProps = {
  actor: Member;
  title: string;
  breadcrumb?: { label: string; href: string }[];
  /** What the permitted roles do here, to follow "Members, admins and owners": "create newsletters". */
  what: string;
  /** The permitted roles. */
  who?: "members" | "admins";
};

/**
 * Replaces a form that the actor opened by its address and may not send. Says so before they fill it in, and which
 * roles may.
 */
export function MayNot({ actor, title, breadcrumb, what, who = "members" }: MayNotProps) {
  const others = who === "members" ? "Members, admins and owners" : "Admins and owners";
  return (
    <>
      <PageHeader title={title} breadcrumb={breadcrumb} />
      <Notice title={`You are a ${actor.role} of this workspace, and cannot do this`}>
        {others} {what}. Ask one of them, or an owner for another role.
      </Notice>
    </>
  );
}

/** Returns the items without the links to forms that the actor may not send. */
export function mendable<T extends { fix?: { href: string } }>(
  items: T[],
  may: (href: string) => boolean,
): T[] {
  return items.map((item) => (item.fix && !may(item.fix.href) ? { ...item, fix: undefined } : item));
}

/** Returns whether an actor with write access may also send the form at this address. */
export const maySend = (actor: Member, href: string) =>
  actor.role !== "viewer" && (workspaceAdmin.admits(actor) || !adminForms.test(href));

/** Forms for admins and owners. testing/contract/pages.test.ts names a page that is missing here. */
const adminForms = /^\/settings\/(workspace|email-accounts|api-keys|webhooks|team\/invite)/;
