import {
  Ellipsis,
  FileCode,
  FileJson,
  FileText,
  LockOpen,
  MailPlus,
  MailX,
  Pencil,
  RotateCcw,
  Scale,
  Trash2,
} from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Menu, MenuLabel, MenuLine, MenuLink } from "#components/ui/menu.tsx";
import type { ContactFile } from "#lib/audience/contacts/get.ts";

/** What a member may do with a contact. Each step is a page of its own, so that all work without scripts. */
export function ContactActions({
  contact: { id, email, subscriptions, suppressions, restrictedAt },
}: {
  contact: ContactFile;
}) {
  const here = `/contacts/${id}`;
  const live = subscriptions.filter(({ archivedAt }) => !archivedAt);
  const on = live.some(({ unsubscribedAt }) => !unsubscribedAt);
  const complained = suppressions.some(({ reason, newsletter }) => reason === "complained" && !newsletter);
  const left = !complained && live.some(({ refusal }) => refusal === "unsubscribed");
  return (
    <>
      <Button href={`${here}/edit`} icon={<Pencil aria-hidden="true" />}>
        Edit
      </Button>
      <Button href={`${here}/subscribe`} icon={<MailPlus aria-hidden="true" />}>
        Add to newsletter…
      </Button>
      {left && (
        <Button href={`${here}/resubscribe`} icon={<RotateCcw aria-hidden="true" />}>
          Resubscribe…
        </Button>
      )}
      {on && (
        <Button href={`${here}/unsubscribe`} icon={<MailX aria-hidden="true" />}>
          Unsubscribe…
        </Button>
      )}
      <Menu
        align="end"
        trigger={
          <>
            <Ellipsis aria-hidden="true" />
            More
          </>
        }
        label="More for this contact"
      >
        <MenuLabel>Export their data</MenuLabel>
        {/* Plain links, because a page's own navigation would ask for the file twice. */}
        <a href={`${here}/export?format=pdf`} download className="menu-item">
          <FileText aria-hidden="true" />
          Hand over as PDF
        </a>
        <a href={`${here}/export?format=html`} download className="menu-item">
          <FileCode aria-hidden="true" />
          As a web page
        </a>
        <a href={`${here}/export?format=json`} download className="menu-item">
          <FileJson aria-hidden="true" />
          Hand over as JSON
        </a>
        <MenuLine />
        <MenuLink
          href={`/settings/compliance/requests/new?email=${encodeURIComponent(email)}`}
          icon={<Scale aria-hidden="true" />}
        >
          Enter a data request…
        </MenuLink>
        {restrictedAt && (
          <MenuLink href={`${here}/lift-restriction`} icon={<LockOpen aria-hidden="true" />}>
            Lift the restriction…
          </MenuLink>
        )}
        {!on && (
          <MenuLink href={`${here}/unsubscribe`} icon={<MailX aria-hidden="true" />}>
            Unsubscribe…
          </MenuLink>
        )}
        <MenuLink href={`${here}/suppress`} icon={<MailX aria-hidden="true" />}>
          Suppress…
        </MenuLink>
        <MenuLink href={`${here}/erase`} icon={<Trash2 aria-hidden="true" />} danger>
          Erase…
        </MenuLink>
      </Menu>
    </>
  );
}
