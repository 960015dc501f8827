/** What an assistant may do: an endpoint of API v1 under a name of its own. None of them sends. */
export const tools = [
  {
    name: "list_contacts",
    title: "List contacts",
    endpoint: "GET /contacts",
    description: "Lists people, newest first. With `email`, finds the one with this whole address.",
  },
  {
    name: "get_contact",
    title: "Read a contact",
    endpoint: "GET /contacts/{id}",
    description:
      "Reads one person: names, fields, tags, newsletters, and whether mail to them is suppressed.",
  },
  {
    name: "list_consents",
    title: "List a contact's consents",
    endpoint: "GET /contacts/{id}/consents",
    description: "Lists what a person agreed to or withdrew: when, on which legal ground, in which words.",
  },
  {
    name: "list_suppressions",
    title: "List suppressions",
    endpoint: "GET /suppressions",
    description:
      "Lists who gets no mail, since when and why. With `email`, whether this address is among them.",
  },
  {
    name: "list_newsletters",
    title: "List newsletters",
    endpoint: "GET /newsletters",
    description: "Lists the newsletters and how many people each reaches.",
  },
  {
    name: "list_campaigns",
    title: "List campaigns",
    endpoint: "GET /campaigns",
    description: "Lists campaigns with their states and counts, newest first.",
  },
  {
    name: "get_campaign",
    title: "Read a campaign and its report",
    endpoint: "GET /campaigns/{id}",
    description: "Reads a campaign's text, state and report.",
  },
  {
    name: "check_campaign",
    title: "Check a campaign",
    endpoint: "POST /campaigns/{id}/check",
    description:
      "Says what stands in the way of sending a campaign, and whom it would reach. It changes nothing.",
  },
  {
    name: "draft_campaign",
    title: "Draft a campaign",
    endpoint: "POST /campaigns",
    description:
      "Writes a draft. Nothing is sent: a person opens `review_url` in the browser, reads the draft, and sends it there.",
  },
] as const;

export type Tool = (typeof tools)[number];
