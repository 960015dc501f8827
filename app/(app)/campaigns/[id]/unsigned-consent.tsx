import { Checkbox } from "#components/ui/checkbox.tsx";

/** Asks whether a campaign may leave without a signature of its From domain. */
export function UnsignedConsent() {
  return (
    <Checkbox
      name="unsigned"
      value="accepted"
      required
      label="Send without a signature of the From domain"
      hint="Gmail, Yahoo and Microsoft may put it into spam or reject it, unless your provider signs for this domain."
    />
  );
}
