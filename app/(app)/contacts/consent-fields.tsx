import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { grounds } from "./grounds.ts";

type ConsentFieldsProps = {
  /** The field with the proof in words, as its command calls it. */
  name: string;
  label: string;
  hint: string;
  placeholder: string;
  /** True where the day is asked for, too. */
  day?: boolean;
  /** What was answered before. Nothing is chosen by itself: a ground nobody chose proves nothing. */
  basis?: string;
  words?: string;
};

/** On what ground somebody may be written to, and the sentence that shows it (GDPR Art. 6(1), 7(1)). */
export function ConsentFields({ name, label, hint, placeholder, day, basis, words }: ConsentFieldsProps) {
  return (
    <>
      <RadioGroup name="basis" legend="Why you may write to them" choices={grounds} defaultValue={basis} />
      {day && (
        <Field
          name="givenOn"
          label="Date they agreed, bought or asked"
          hint="Needed for a purchase or an inquiry: implied consent ends 2 years or 6 months after it (CASL s.10(10))."
          className="max-w-80"
        >
          <Input type="date" required={false} />
        </Field>
      )}
      {day && (
        <Field
          name="place"
          label="Where they agreed"
          optional
          hint="It completes “asked for it on 3 October 2026, …” on their page."
        >
          <Input autoComplete="off" maxLength={200} placeholder="on a card at the reading" />
        </Field>
      )}
      <Field name={name} label={label} hint={hint}>
        <Textarea maxLength={1000} rows={3} defaultValue={words} placeholder={placeholder} />
      </Field>
    </>
  );
}
