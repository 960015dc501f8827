import { UserPlus } from "lucide-react";
import { DialogForm } from "#components/forms/dialog-form.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import type { Role } from "#lib/core/actor.ts";
import { invitableRoles, mayManage } from "#lib/team/members/rules.ts";
import { inviteAction } from "./actions.ts";
import { roleWords } from "./words.ts";

/** Asks for an address and a role, of those the person may give. */
export function InviteButton({ role }: { role: Role }) {
  return (
    <DialogForm
      action={inviteAction}
      label="Invite"
      icon={<UserPlus aria-hidden="true" />}
      variant="primary"
      title="Invite a member"
      text={<p>They get a mail with a link that works once, for 7 days, and only for their address.</p>}
      submit="Send invitation"
    >
      <Field name="email" label="Email address">
        <Input type="email" inputMode="email" autoComplete="off" autoCapitalize="off" spellCheck={false} />
      </Field>
      <RadioGroup
        name="role"
        legend="Role"
        defaultValue="member"
        choices={invitableRoles
          .filter((each) => mayManage(role, each))
          .map((each) => ({ value: each, label: roleWords[each].label, hint: roleWords[each].hint }))}
      />
    </DialogForm>
  );
}
