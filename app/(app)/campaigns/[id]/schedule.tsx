import { CalendarClock, CalendarX2 } from "lucide-react";
import Link from "next/link";
import { DialogForm } from "#components/forms/dialog-form.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Field } from "#components/ui/field.tsx";
import { plural, zoneName } from "#components/ui/format.ts";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Facts } from "#components/ui/proof-chip.tsx";
import { requestZone } from "#components/ui/request-zone.ts";
import { Time } from "#components/ui/time.tsx";
import { dayIn } from "#lib/core/calendar-day.ts";
import { wallTimeIn } from "#lib/core/wall-clock.ts";
import type { CampaignCheck } from "#lib/sending/campaigns/check.ts";
import { scheduleCampaignAction, unscheduleCampaignAction } from "../actions.ts";
import type { Campaign } from "../load.ts";
import { toWords } from "../words.ts";
import { UnsignedConsent } from "./unsigned-consent.tsx";

type Props = { campaign: Campaign; check: CampaignCheck };

const YEAR = 366 * 86_400_000;

/** Asks for the day and time at which a campaign starts by itself, in the zone of the person who reads the page. */
export function ScheduleButton({ campaign, check }: Props) {
  const { id, name, state, scheduledFor } = campaign;
  const zone = requestZone();
  const now = new Date();
  const before = state === "scheduled" && scheduledFor ? new Date(scheduledFor) : null;
  const moves = before !== null;
  return (
    <DialogForm
      action={scheduleCampaignAction}
      hidden={{
        campaignId: id,
        zone,
        expected: String(check.audience.eligible),
        ...(!check.signed && { asked: "unsigned" }),
      }}
      label={moves ? "Change time…" : "Schedule…"}
      icon={<CalendarClock aria-hidden="true" />}
      variant={moves ? "primary" : "secondary"}
      title={moves ? `Move “${name}” to another time` : `Schedule “${name}”`}
      text={
        <>
          <Facts
            facts={[
              { label: "Subject", value: campaign.subject },
              { label: "From", value: campaign.fromAddress ?? "", mono: true },
              {
                label: "To",
                value: `${plural(check.audience.eligible, "person", "people")} of ${toWords(campaign)}, as of now`,
              },
            ]}
          />
          <p>
            It starts by itself and goes to everyone who may get it by then. Every check runs again before it
            starts. If one fails, nobody is mailed and you get a mail that says why.
            {campaign.segment &&
              ` Who belongs to the segment “${campaign.segment.name}” is decided then, by its filter as it is now.`}
          </p>
        </>
      }
      submit={moves ? "Change time" : "Schedule"}
      submitVariant="primary"
      cancel="Not yet"
    >
      <div className="grid grid-cols-2 items-start gap-3">
        <Field name="day" label="Day">
          <Input
            type="date"
            min={dayIn(zone, now)}
            max={dayIn(zone, new Date(now.getTime() + YEAR))}
            defaultValue={before ? dayIn(zone, before) : dayIn(zone, new Date(now.getTime() + 86_400_000))}
          />
        </Field>
        <Field name="time" label="Time">
          <Input type="time" defaultValue={before ? wallTimeIn(zone, before) : "09:00"} />
        </Field>
      </div>
      <p className="text-13 text-ink-faint">
        In your time zone: {zoneName(before ?? now, zone)}.{" "}
        <Link href="/settings/profile" className="link">
          Change it
        </Link>
      </p>
      {!check.signed && <UnsignedConsent />}
    </DialogForm>
  );
}

export function UnscheduleButton({ id, label = "Unschedule" }: { id: string; label?: string }) {
  return (
    <SubmitForm action={unscheduleCampaignAction} hidden={{ campaignId: id }} repeatable>
      <SubmitButton variant="secondary" icon={<CalendarX2 aria-hidden="true" />}>
        {label}
      </SubmitButton>
    </SubmitForm>
  );
}

/** Says why a campaign did not start, or that a scheduled one would not as it stands. */
export function ScheduleNotice({ campaign, check, mayChange }: Props & { mayChange: boolean }) {
  const { state, scheduledFor, heldReason } = campaign;
  if (state === "draft" && heldReason && scheduledFor) {
    return (
      <Notice tone="warn" title="It did not start" className="mb-5">
        It was scheduled for <Time value={scheduledFor} as="planned" /> and nobody was mailed. {heldReason}
      </Notice>
    );
  }
  const stops = check.lines.filter((line) => line.state === "stop").length;
  if (state === "scheduled" && stops > 0) {
    return (
      <Notice
        tone="warn"
        title="As it stands it will not start"
        className="mb-5"
        action={mayChange && <UnscheduleButton id={campaign.id} label="Unschedule and edit" />}
      >
        Fix {plural(stops, "issue")} below before its time comes. Its text can be edited once it is
        unscheduled. Otherwise it is held, and its author gets a mail.
      </Notice>
    );
  }
  return null;
}
