import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { DialogForm } from "#components/forms/dialog-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { plural } from "#components/ui/format.ts";
import { Select } from "#components/ui/select.tsx";
import { SettingsRow } from "#components/ui/settings-row.tsx";
import { Time } from "#components/ui/time.tsx";
import { gracePeriods } from "#lib/team/members/rules.ts";
import { requireTwoFactorAction } from "./actions.ts";

type Props = {
  requiredFrom: Date | null;
  owner: boolean;
  /** The owner's own account is protected: nobody demands what they have not done. */
  mayRequire: boolean;
  unprotected: number;
};

/** Whether the workspace demands two factors, since or from when, and the owner's way to change it. */
export function TwoFactorRule(props: Props) {
  const { requiredFrom, owner, mayRequire } = props;
  const begun = requiredFrom !== null && requiredFrom.getTime() <= Date.now();
  return (
    <SettingsRow
      title="Require two-factor authentication"
      state={
        requiredFrom ? (
          <>
            {begun ? "Since" : "From"} <Time value={requiredFrom} as="date" />
          </>
        ) : (
          "Off"
        )
      }
      description={
        owner && !mayRequire && !requiredFrom
          ? "Turn it on for your own account first: then you can ask it of everybody."
          : "With it nobody enters this workspace with a password alone."
      }
      action={owner && (requiredFrom ? <Stop /> : mayRequire ? <Require {...props} /> : <SetUp />)}
    />
  );
}

const SetUp = () => (
  <Button href="/settings/security/two-factor" prefetch={false} size="small">
    Set up
  </Button>
);

function Require({ unprotected }: Props) {
  return (
    <DialogForm
      action={requireTwoFactorAction}
      hidden={{ required: "yes" }}
      label="Require"
      ariaLabel="Require two-factor authentication"
      size="small"
      title="Require two-factor authentication of everybody?"
      text={
        <>
          <p>
            {unprotected === 0
              ? "Everybody here is protected. From then on it stays so."
              : `${plural(unprotected, "person", "people")} without it ${unprotected === 1 ? "gets" : "get"} a mail now and a notice on every page.`}
          </p>
          <p>
            After the time of grace, whoever has none is led to set it up, and sees nothing of this workspace
            until then.
          </p>
        </>
      }
      submit="Require it"
    >
      <Field name="days" label="It begins">
        <Select
          defaultValue="7"
          options={gracePeriods.map((days) => ({
            value: String(days),
            label: days === 0 ? "At once" : `In ${days} days`,
          }))}
        />
      </Field>
    </DialogForm>
  );
}

const Stop = () => (
  <ConfirmButton
    action={requireTwoFactorAction}
    hidden={{ required: "no" }}
    label="Stop"
    ariaLabel="Stop requiring two-factor authentication"
    size="small"
    title="Stop requiring two-factor authentication?"
    confirm="Stop requiring it"
  >
    <p>A password alone opens this workspace again. Members who use two-factor authentication keep it.</p>
  </ConfirmButton>
);
