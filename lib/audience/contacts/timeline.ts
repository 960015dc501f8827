import { type ContactFile, givenAt } from "./get.ts";

type Consent = ContactFile["consents"][number];
type Suppression = ContactFile["suppressions"][number];
type Message = ContactFile["messages"][number];
type Opening = ContactFile["openings"][number];

/** What happened to a person's permission: a line of their file. `at` is when it happened, as far as that is known. */
export type TimelineLine = { id: string; at: number } & (
  | { kind: "added" }
  | { kind: "consent"; consent: Consent }
  | { kind: "confirmed"; newsletter: string; confirmedAt: Date }
  | { kind: "suppressed" | "lifted"; suppression: Suppression }
  | { kind: "message"; message: Message }
  | { kind: "opened"; opening: Opening }
  | { kind: "address"; correctedAt: Date }
);

/**
 * Returns the one timeline of a contact, newest first, in the order in which things happened and not in which they were
 * recorded. A suppression that a withdrawal wrote in the same step is that withdrawal, so that it is told once.
 */
export function timelineOf(contact: ContactFile): TimelineLine[] {
  const lines: TimelineLine[] = [
    { id: "added", kind: "added", at: contact.createdAt.getTime() },
    ...contact.consents.map((consent) => ({
      id: consent.id,
      kind: "consent" as const,
      consent,
      at: givenAt(consent),
    })),
    ...confirmations(contact),
    ...contact.suppressions.filter((each) => !isTold(each, contact)).map(suppressed),
    ...contact.lifted.flatMap((each) => [
      ...(isTold(each, contact) ? [] : [suppressed(each)]),
      {
        id: `${each.id} lifted`,
        kind: "lifted" as const,
        suppression: each,
        at: each.liftedAt?.getTime() ?? 0,
      },
    ]),
    ...contact.messages.flatMap(messageLine),
    ...contact.openings.map((opening) => ({
      id: opening.id,
      kind: "opened" as const,
      opening,
      at: opening.at.getTime(),
    })),
    ...(contact.addressCorrectedAt
      ? [
          {
            id: "address",
            kind: "address" as const,
            correctedAt: contact.addressCorrectedAt,
            at: contact.addressCorrectedAt.getTime(),
          },
        ]
      : []),
  ];
  return lines.sort((one, two) => two.at - one.at || rank(two) - rank(one));
}

const suppressed = (suppression: Suppression) => ({
  id: suppression.id,
  kind: "suppressed" as const,
  suppression,
  at: givenAt({ givenOn: suppression.since, occurredAt: suppression.createdAt }),
});

/** Milliseconds within which a suppression and a withdrawal are one step. */
const oneStep = 5000;

const isTold = ({ reason, newsletterId, createdAt }: Suppression, { consents }: ContactFile) =>
  reason === "unsubscribed" &&
  consents.some(
    (each) =>
      each.kind === "withdrawal" &&
      each.newsletterId === newsletterId &&
      Math.abs(each.occurredAt.getTime() - createdAt.getTime()) < oneStep,
  );

/** Subscriptions that waited before they were confirmed. Whoever was put on by hand or by a file did not wait. */
function confirmations({ subscriptions }: ContactFile): TimelineLine[] {
  return subscriptions.flatMap(({ newsletterId, name, subscribedAt, confirmedAt }) =>
    confirmedAt && confirmedAt.getTime() - subscribedAt.getTime() > oneStep
      ? [
          {
            id: `${newsletterId} confirmed`,
            kind: "confirmed" as const,
            newsletter: name,
            confirmedAt,
            at: confirmedAt.getTime(),
          },
        ]
      : [],
  );
}

function messageLine(message: Message): TimelineLine[] {
  const at = message.sentAt ?? message.endedAt ?? message.askedAt;
  return at ? [{ id: message.campaignId, kind: "message" as const, message, at: at.getTime() }] : [];
}

// Of two things of one moment the cause stands below its effect.
const rank = ({ kind }: TimelineLine) =>
  ["added", "address", "consent", "confirmed", "message", "opened", "suppressed", "lifted"].indexOf(kind);
