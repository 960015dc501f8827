import { Tabs } from "#components/ui/tabs.tsx";

const tabs = [
  { id: "overview", href: "/settings/compliance", label: "Overview" },
  { id: "consents", href: "/settings/compliance/consents", label: "Consent ledger" },
  { id: "lapsing", href: "/settings/compliance/lapsing", label: "Expires this month" },
  { id: "requests", href: "/settings/compliance/requests", label: "Requests" },
  { id: "suppressions", href: "/settings/compliance/suppressions", label: "Suppressions" },
] as const;

/** Renders the sides of Compliance: its duties, what people ask, the ledger of consents, what ends soon, and the addresses that get no mail. */
export function ComplianceTabs({ current }: { current: (typeof tabs)[number]["id"] }) {
  return (
    <Tabs
      label="Compliance"
      tabs={tabs.map(({ id, href, label }) => ({ href, label, current: id === current }))}
    />
  );
}
