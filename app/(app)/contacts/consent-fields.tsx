import { Checkbox } from "#components/ui/checkbox.tsx";
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
  bought?: string;
  optOutOffered?: boolean;
};

/** On what ground somebody may be written to, and the sentence that shows it (GDPR Art. 6(1), 7(1)). */
export function ConsentFields(props: ConsentFieldsProps) {
  const { name, label, hint, placeholder, day, basis, words, bought, optOutOffered } = props;
  return (
    <div className="group/ground grid gap-4">
      <RadioGroup name="basis" legend="Why you may write to them" choices={grounds} defaultValue={basis} />
      <SoftOptIn day={day ?? false} bought={bought} optOutOffered={optOutOffered} />
      {day && (
        <Field
          name="givenOn"
          label="Date they agreed, bought or asked"
          hint="Needed for implied consent: it counts from that day, and ends 2 years after a purchase, a gift or a membership, 6 months after an inquiry (CASL s.10(10), (13))."
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
      {day && (
        <Field
          name="noticeVersion"
          label="Privacy notice they were shown"
          optional
          hint="Its date or version. It stands on the receipt of this consent."
        >
          <Input autoComplete="off" maxLength={200} placeholder="Version of May 2026" />
        </Field>
      )}
    </div>
  );
}

type Sale = { day: boolean; bought: string | undefined; optOutOffered: boolean | undefined };

/** The facts of the own sale, shown to a member who chooses a purchase or legitimate interest. */
function SoftOptIn({ day, bought, optOutOffered = false }: Sale) {
  return (
    <fieldset className="hidden gap-3 border-line border-s-2 ps-4 group-has-[input[value=implied\_purchase]:checked]/ground:grid group-has-[input[value=legitimate\_interest]:checked]/ground:grid">
      <legend className="float-start mb-1 font-medium">The sale it rests on</legend>
      <p className="clear-both text-13 text-ink-faint">
        Needed for people in the EU, the EEA, the UK and Switzerland, or where you do not know their country.{" "}
        {day
          ? "The date below is the day of the sale."
          : "The day of each sale is a column of the file, or one date for everybody: you choose it with the file."}{" "}
        Leave it empty if you did not offer that.
      </p>
      <Field
        name="bought"
        label="What they bought from you"
        optional
        hint="The newsletter must be about something similar."
      >
        <Input
          autoComplete="off"
          maxLength={300}
          defaultValue={bought}
          placeholder="Two tickets for the spring reading"
        />
      </Field>
      <Checkbox
        name="optOutOffered"
        defaultChecked={optOutOffered}
        label="They could say no to mail when they bought, and can in each message"
      />
    </fieldset>
  );
}
