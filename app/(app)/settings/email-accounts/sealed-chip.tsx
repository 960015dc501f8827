import { LockKeyhole } from "lucide-react";
import { ProofChip } from "#components/ui/proof-chip.tsx";

/** What keeps an account's password safe, with the evidence behind it. */
export function SealedChip() {
  return (
    <ProofChip
      label="Sealed with AES-256-GCM"
      icon={<LockKeyhole aria-hidden="true" />}
      evidence={[
        { label: "Cipher", value: "AES-256-GCM, a new nonce for every seal" },
        { label: "Key", value: "Your workspace's own, itself sealed by the installation's key" },
        { label: "Bound to", value: "This account: moved anywhere else it does not open" },
        { label: "Opened", value: "Only while a connection is made" },
      ]}
    >
      The password is stored encrypted. You won't be able to see it again.
    </ProofChip>
  );
}
