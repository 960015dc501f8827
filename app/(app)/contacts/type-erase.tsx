import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

/** The word that confirms an erasure, because nothing brings a person back. */
export function TypeErase() {
  return (
    <Field
      name="typed"
      label={
        <>
          Type <span className="font-mono">erase</span> to confirm
        </>
      }
      hint="This cannot be undone."
      className="max-w-80"
    >
      <Input mono autoComplete="off" autoCapitalize="off" spellCheck={false} />
    </Field>
  );
}
