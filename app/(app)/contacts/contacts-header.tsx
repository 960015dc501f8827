import { FileUp, UserPlus } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Tabs } from "#components/ui/tabs.tsx";

/** People, what is noted of them, and the files they came in: one room with its tabs. */
export function ContactsHeader({
  tab,
  actions,
}: {
  tab: "people" | "segments" | "fields" | "imports" | "bulk";
  actions: boolean;
}) {
  return (
    <>
      <PageHeader
        title="Contacts"
        description="Everyone you may write to, and the proof that you may."
        actions={actions && <ContactsActions />}
      />
      <Tabs
        label="Contacts"
        tabs={[
          { href: "/contacts", label: "People", current: tab === "people" },
          { href: "/contacts/segments", label: "Segments", current: tab === "segments" },
          { href: "/contacts/fields", label: "Tags and fields", current: tab === "fields" },
          { href: "/contacts/imports", label: "Imports", current: tab === "imports" },
          { href: "/contacts/bulk-actions", label: "Bulk actions", current: tab === "bulk" },
        ]}
      />
    </>
  );
}

/** The two ways in: in the header, and in the empty list. */
export function ContactsActions() {
  return (
    <>
      <Button href="/contacts/new" icon={<UserPlus aria-hidden="true" />}>
        Add a contact
      </Button>
      <Button href="/contacts/imports/new" variant="primary" icon={<FileUp aria-hidden="true" />}>
        Import a file
      </Button>
    </>
  );
}
