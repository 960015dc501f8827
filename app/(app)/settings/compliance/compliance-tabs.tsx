import { Tabs } from "#components/ui/tabs.tsx";

/** Renders the two sides of Compliance: the state of its duties, and the addresses that get no mail. */
export function ComplianceTabs({ current }: { current: "overview" | "suppressions" }) {
  return (
    <Tabs
      label="Compliance"
      tabs={[
        { href: "/settings/compliance", label: "Overview", current: current === "overview" },
        {
          href: "/settings/compliance/suppressions",
          label: "Suppressions",
          current: current === "suppressions",
        },
      ]}
    />
  );
}
