import { ShieldCheck } from "lucide-react";
import type { ReactNode } from "react";
import { Popover } from "./menu.tsx";

type ProofChipProps = {
  /** Promise in a few words: "Sealed with AES-256-GCM". */
  label: ReactNode;
  icon?: ReactNode;
  tone?: "ok" | "warn";
  /** Sentence that describes the evidence. */
  children?: ReactNode;
  /** Evidence, line by line. */
  evidence?: { label: string; value: ReactNode; mono?: boolean }[];
};

/** Renders a small mark beside a promise; a click opens the evidence. */
export function ProofChip({ label, icon, tone = "ok", children, evidence = [] }: ProofChipProps) {
  return (
    <Popover
      triggerClassName="proof"
      triggerData={{ "data-tone": tone }}
      className="p-0!"
      trigger={
        <>
          {icon ?? <ShieldCheck aria-hidden="true" />}
          {label}
        </>
      }
    >
      <div className="grid gap-2 p-3 text-13">
        {children && <p className="text-ink-soft">{children}</p>}
        {evidence.length > 0 && <Facts facts={evidence} />}
      </div>
    </Popover>
  );
}

type Fact = { label: string; value: ReactNode; mono?: boolean };

/** Renders names and values in two columns. */
export function Facts({ facts }: { facts: Fact[] }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
      {facts.map((fact) => (
        <div key={fact.label} className="contents">
          <dt className="text-ink-faint">{fact.label}</dt>
          <dd className={fact.mono ? "font-mono text-13 wrap-anywhere" : "wrap-anywhere"}>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
