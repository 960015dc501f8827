import type { EventType } from "./events.ts";
import { bodyOf, type Claimed } from "./payload.ts";

type Part = "contact" | "newsletter" | "campaign" | "api_key";

/** What each event tells: its checkbox, its page of the reference, and what its `data` holds always and where there is one. */
export const eventCatalogue: Record<EventType, { label: string; hint: string; about: Part[]; may?: Part[] }> =
  {
    "contact.subscribed": {
      label: "Subscribed",
      hint: "Somebody was put on a newsletter, asked for it, or came back to it.",
      about: ["contact", "newsletter"],
    },
    "contact.confirmed": {
      label: "Confirmed",
      hint: "A person said yes by their own press on a mailed link. Never for an import, a member or a program.",
      about: ["contact", "newsletter"],
    },
    "contact.unsubscribed": {
      label: "Unsubscribed",
      hint: "Somebody left a newsletter. With “everything” and no newsletter, they left all of them.",
      about: ["contact"],
      may: ["newsletter", "campaign"],
    },
    "contact.bounced": {
      label: "Bounced",
      hint: "An address takes no mail, so it is suppressed.",
      about: ["contact"],
      may: ["newsletter", "campaign"],
    },
    "contact.complained": {
      label: "Reported spam",
      hint: "Somebody reported a message, and gets no more.",
      about: ["contact"],
      may: ["newsletter", "campaign"],
    },
    "contact.erased": {
      label: "Erased",
      hint: "A contact was erased. Erase them on your side too (GDPR 19). The id comes without an address.",
      about: ["contact"],
    },
    "campaign.finished": {
      label: "Campaign finished",
      hint: "The last message of a campaign has left.",
      about: ["campaign", "newsletter"],
    },
    "api_key.created": {
      label: "API key created",
      hint: "Somebody made or rotated a key to this workspace.",
      about: ["api_key"],
    },
  };

const ids = {
  contact: "01929b3c-7f4e-7b21-a54c-0d7c1c5f8a10",
  newsletter: "01929b3c-7f4e-7b21-a54c-0d7c1c5f8a11",
  campaign: "01929b3c-7f4e-7b21-a54c-0d7c1c5f8a12",
  api_key: "01929b3c-7f4e-7b21-a54c-0d7c1c5f8a13",
};

/** Returns a delivery's body as the product writes it, with made-up values. */
export function exampleOf(type: EventType): string {
  const { about, may = [] } = eventCatalogue[type];
  const of = (part: Part) => (about.includes(part) || may.includes(part) ? ids[part] : null);
  const claimed: Claimed = {
    id: ids.contact,
    event_id: ids.contact,
    type,
    happened_at: "2026-11-30T20:19:11.254Z",
    contact_id: of("contact"),
    newsletter_id: of("newsletter"),
    campaign_id: of("campaign"),
    api_key_id: of("api_key"),
    detail: null,
    attempts: 0,
  };
  const body = bodyOf(claimed, {
    emails: new Map([[ids.contact, "ada@example.com"]]),
    newsletters: new Map([[ids.newsletter, "Weekly"]]),
    campaigns: new Map([[ids.campaign, "Spring sale"]]),
    apiKeys: new Map([[ids.api_key, "Shop"]]),
  });
  return JSON.stringify(JSON.parse(body), null, 2);
}
