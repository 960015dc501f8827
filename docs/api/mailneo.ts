// Client of the Mailneo API at https://mail.example, version 1. Made from https://mail.example/api/v1/openapi.json.
// It needs nothing but fetch. Keep the key on a server: whoever holds it acts for the workspace.

/** RFC 9457 */
export type Problem = {
  type: string;
  title: string;
  status: number;
  /** A sentence for the reader */
  detail: string;
  /** Messages by field */
  errors?: Record<string, string>;
};

export type Contact = {
  /** UUIDv7 */
  id: string;
  email: string;
  first_name: string | null;
  last_name: string | null;
  /** ISO 3166-1 alpha-2 */
  country: string | null;
  /** BCP 47 */
  language: string | null;
  postal_code: string | null;
  time_zone: string | null;
  fields: Record<string, string>;
  tags: Array<string>;
  newsletters: Array<{
    /** UUIDv7 */
    id: string;
    state: "active" | "pending" | "unsubscribed";
    /** RFC 3339 in UTC */
    since: string;
  }>;
  suppressed: {
    reason: "unsubscribed" | "bounced" | "complained" | "manual";
    /** “everything”, or the id of one newsletter */
    scope: string;
    /** RFC 3339 in UTC */
    since: string;
  } | null;
  /** Since when these data may only be stored (GDPR 18) */
  restricted_since: string | null;
  consents_url: string;
  /** RFC 3339 in UTC */
  created_at: string;
};

export type Consent = {
  /** UUIDv7 */
  id: string;
  /** A request waits for the person's own confirmation */
  kind: "grant" | "withdrawal" | "request";
  basis: string;
  source: string;
  wording: string;
  newsletter_id: string | null;
  /** True for a member's word for everybody in a file */
  for_file: boolean;
  given_on: string | null;
  /** RFC 3339 in UTC */
  recorded_at: string;
  expires_at: string | null;
};

export type Import = {
  /** UUIDv7 */
  id: string;
  state: "waiting" | "running" | "needs_answer" | "done" | "failed" | "cancelled";
  /** UUIDv7 */
  newsletter_id: string;
  file_name: string;
  counts: {
    /** Rows dealt with so far */
    rows: number;
    added: number;
    subscribed: number;
    known: number;
    left_before: number;
    suppressed: number;
    left_out: number;
    refused: number;
  };
  /** What the import's page asks. Nobody in doubt was subscribed meanwhile. */
  questions: Array<{
    field: string;
    question: string;
  }>;
  failure: string | null;
  bytes: {
    total: number;
    read: number;
  };
  /** Where a member answers, and sees what became of each row */
  page_url: string;
  /** RFC 3339 in UTC */
  created_at: string;
  finished_at: string | null;
};

export type Newsletter = {
  /** UUIDv7 */
  id: string;
  name: string;
  description: string;
  /** Whether people who sign up confirm by mail first */
  confirmation_required: boolean;
  visibility: string;
  subscribers: {
    active: number;
    pending: number;
    unsubscribed: number;
  };
  /** RFC 3339 in UTC */
  created_at: string;
  archived_at: string | null;
};

export type NewsletterSubscription = {
  /** UUIDv7 */
  newsletter_id: string;
  /** UUIDv7 */
  contact_id: string;
  state: "active" | "pending" | "unsubscribed";
};

export type Suppression = {
  /** UUIDv7 */
  id: string;
  /** null once the person was erased: only a keyed hash is kept */
  email: string | null;
  reason: "unsubscribed" | "bounced" | "complained" | "manual";
  /** “everything”, or the id of one newsletter */
  scope: string | "everything";
  source: string;
  note: string | null;
  /** RFC 3339 in UTC */
  since: string;
};

export type CampaignInList = {
  /** UUIDv7 */
  id: string;
  name: string;
  subject: string;
  state: "draft" | "scheduled" | "sending" | "paused" | "sent";
  /** RFC 3339 in UTC */
  created_at: string;
  /** RFC 3339 in UTC */
  updated_at: string;
  scheduled_for: string | null;
  send_requested_at: string | null;
  finished_at: string | null;
  counts: {
    sent: number;
    failed: number;
    unknown: number;
    waiting: number;
    skipped: number;
  };
};

export type Campaign = {
  /** UUIDv7 */
  id: string;
  name: string;
  subject: string;
  preheader: string;
  reply_to: string;
  body: string;
  state: "draft" | "scheduled" | "sending" | "paused" | "sent";
  newsletter_id: string | null;
  email_account_id: string | null;
  /** RFC 3339 in UTC */
  created_at: string;
  /** RFC 3339 in UTC */
  updated_at: string;
  scheduled_for: string | null;
  send_requested_at: string | null;
  finished_at: string | null;
  counts: Record<string, number>;
};

export type Delivery = {
  /** UUIDv7 */
  contact_id: string;
  /** Empty once the person was erased */
  email: string;
  state: "queued" | "sending" | "sent" | "failed" | "unknown" | "skipped" | "held";
  reason: string | null;
  attempts: number;
  /** What the mail server said */
  reply: string | null;
  sent_at: string | null;
  ended_at: string | null;
};

export type Webhook = {
  /** UUIDv7 */
  id: string;
  url: string;
  description: string;
  events: Array<"contact.subscribed" | "contact.confirmed" | "contact.unsubscribed" | "contact.bounced" | "contact.complained" | "contact.erased" | "campaign.finished" | "api_key.created">;
  /** gone: its address answered 410; stopped: it failed for five days; held: an admin has to look at it, because who made it left or reported a sign-in, or its API key was revoked */
  state: "working" | "failing" | "paused" | "gone" | "stopped" | "held";
  failing_since: string | null;
  /** Why the last delivery was not taken */
  problem: string | null;
  last_delivered_at: string | null;
  /** RFC 3339 in UTC */
  created_at: string;
};

export type NewWebhook = {
  /** UUIDv7 */
  id: string;
  url: string;
  description: string;
  events: Array<"contact.subscribed" | "contact.confirmed" | "contact.unsubscribed" | "contact.bounced" | "contact.complained" | "contact.erased" | "campaign.finished" | "api_key.created">;
  /** gone: its address answered 410; stopped: it failed for five days; held: an admin has to look at it, because who made it left or reported a sign-in, or its API key was revoked */
  state: "working" | "failing" | "paused" | "gone" | "stopped" | "held";
  failing_since: string | null;
  /** Why the last delivery was not taken */
  problem: string | null;
  last_delivered_at: string | null;
  /** RFC 3339 in UTC */
  created_at: string;
  /** Verifies deliveries. Shown this once; null when the request is repeated */
  secret: string | null;
};

export type WebhookDelivery = {
  /** UUIDv7 */
  id: string;
  /** The webhook-id of its requests, the same for each repetition */
  event_id: string;
  type: string;
  state: "queued" | "delivered" | "failed";
  attempts: number;
  next_attempt_at: string | null;
  /** What the address answered last */
  status: number | null;
  problem: string | null;
  took_ms: number | null;
  contact_id: string | null;
  /** RFC 3339 in UTC */
  happened_at: string;
  ended_at: string | null;
};

export type AuditEvent = {
  /** UUIDv7 */
  id: string;
  /** RFC 3339 in UTC */
  at: string;
  action: string;
  result: "done" | "refused" | "failed";
  actor: {
    kind: string;
    id: string | null;
    name: string;
  };
  /** What was done, in words: “created the API key “Shop”” */
  summary: string;
  target: {
    kind: string;
    id: string;
    name: string | null;
  } | null;
  ip: string | null;
  request_id: string | null;
  /** SHA-256 over the entry and the hash before it, in hex */
  hash: string;
};

export type PageQuery = {
  limit?: number;
  cursor?: string;
};

export type Page<T> = {
  data: Array<T>;
  next_cursor: string | null;
};

export type GetMeAnswer = {
  key: {
    /** UUIDv7 */
    id: string;
    name: string;
    environment: "live" | "test";
    scopes: Array<"contacts:read" | "contacts:write" | "contacts:export" | "newsletters:read" | "newsletters:write" | "consents:read" | "consents:write" | "suppressions:read" | "suppressions:write" | "campaigns:read" | "campaigns:write" | "campaigns:send" | "webhooks:read" | "webhooks:write" | "audit:read">;
    last_four: string;
  };
  workspace: {
    /** UUIDv7 */
    id: string;
    name: string;
  };
  plan: "starter" | "professional" | "business";
  limits: {
    per_minute: number;
    burst: number;
  };
};

export type ListContactsQuery = PageQuery & {
  email?: string;
  newsletter_id?: string;
  tag?: string;
};

export type CreateContactBody = {
  email: string;
  first_name?: string | null;
  last_name?: string | null;
  /** A country by its code or name */
  country?: string | null;
  tags?: Array<string>;
  /** Values by the name of the field. null takes a value away. */
  fields?: Record<string, string | null>;
  newsletter_id?: string;
  /** The legal ground on which the person may be written to. */
  basis?: "express" | "implied_purchase" | "implied_inquiry" | "implied_non_business" | "implied_publication" | "implied_disclosed" | "legitimate_interest";
  /** How and when they agreed, in a sentence of at least 10 characters. It is the proof. */
  source?: string;
  /** The day on which they agreed, bought or asked. */
  agreed_on?: string;
  /** The words they agreed to, where they are known. */
  wording?: string;
  /** The privacy notice that they were shown. */
  notice_version?: string;
  /** What they bought, for a soft opt-in (ePrivacy 13(2)). */
  bought?: string;
  /** Whether they could say no when they bought. */
  opt_out_offered?: boolean;
};

export type UpdateContactBody = {
  email?: string;
  first_name?: string | null;
  last_name?: string | null;
  /** A country by its code or name */
  country?: string | null;
  tags?: Array<string>;
  /** Values by the name of the field. null takes a value away. */
  fields?: Record<string, string | null>;
  language?: string | null;
  postal_code?: string | null;
  time_zone?: string | null;
};

export type EraseContactBody = {
  block?: boolean;
};

export type EraseContactAnswer = {
  /** UUIDv7 */
  id: string;
  erased: true;
  blocked: boolean;
};

export type ExportContactAnswer = {
  controller: unknown;
};

export type CreateContactConsentBody = {
  newsletter_id: string;
  basis: "express" | "implied_purchase" | "implied_inquiry" | "implied_non_business" | "implied_publication" | "implied_disclosed" | "legitimate_interest";
  source: string;
  /** The day on which they agreed, bought or asked. */
  agreed_on?: string;
  /** The words they agreed to, where they are known. */
  wording?: string;
  /** The privacy notice that they were shown. */
  notice_version?: string;
  /** What they bought, for a soft opt-in (ePrivacy 13(2)). */
  bought?: string;
  /** Whether they could say no when they bought. */
  opt_out_offered?: boolean;
};

export type CreateImportQuery = {
  newsletter_id: string;
  /** The legal ground on which these people may be written to */
  basis: "express" | "implied_purchase" | "implied_inquiry" | "implied_non_business" | "implied_publication" | "implied_disclosed" | "legitimate_interest";
  /** Where and when these people agreed, in at least 10 characters. It is the proof. */
  source: string;
  /** Day for everybody, where no column of the file tells it */
  agreed_on?: string;
  /** How dates are written, where the file leaves it open */
  dates?: "dmy" | "mdy";
  filename?: string;
  bought?: string;
  opt_out_offered?: boolean;
};

export type ListNewslettersQuery = PageQuery & {
  archived?: boolean;
};

export type CreateNewsletterBody = {
  name: string;
  description?: string;
};

export type UpdateNewsletterBody = {
  name?: string;
  description?: string;
};

export type CreateNewsletterSubscriptionBody = {
  contact_id?: string;
  /** Names the contact by its whole address. */
  email?: string;
  /** The legal ground on which the person may be written to. */
  basis?: "express" | "implied_purchase" | "implied_inquiry" | "implied_non_business" | "implied_publication" | "implied_disclosed" | "legitimate_interest";
  /** How and when they agreed, in a sentence of at least 10 characters. It is the proof. */
  source?: string;
  /** The day on which they agreed, bought or asked. */
  agreed_on?: string;
  /** The words they agreed to, where they are known. */
  wording?: string;
  /** The privacy notice that they were shown. */
  notice_version?: string;
  /** What they bought, for a soft opt-in (ePrivacy 13(2)). */
  bought?: string;
  /** Whether they could say no when they bought. */
  opt_out_offered?: boolean;
};

export type DeleteNewsletterSubscriptionQuery = {
  contact_id?: string;
  /** Names the contact by its whole address. */
  email?: string;
};

export type DeleteNewsletterSubscriptionBody = {
  contact_id?: string;
  /** Names the contact by its whole address. */
  email?: string;
  /** How they asked. */
  how?: string;
};

export type ListSuppressionsQuery = PageQuery & {
  email?: string;
  reason?: "unsubscribed" | "bounced" | "complained" | "manual";
  scope?: string | "everything";
};

export type CreateSuppressionBody = {
  email: string;
  scope?: string | "everything";
  reason?: "manual";
  note?: string;
};

export type ListCampaignsQuery = PageQuery & {
  state?: "draft" | "scheduled" | "sending" | "paused" | "sent";
};

export type CreateCampaignBody = {
  name: string;
  subject?: string;
  preheader?: string;
  reply_to?: string;
  body?: string;
  newsletter_id?: string | null;
  email_account_id?: string | null;
};

export type CheckCampaignAnswer = {
  ready: boolean;
  signed: boolean;
  lines: Array<{
    state: "ok" | "warn" | "stop";
    text: string;
    why: string | null;
  }>;
  audience: {
    eligible: number;
    skipped: Record<string, number>;
  };
};

export type SendCampaignBody = {
  /** false refuses to send while the From domain signs nothing. */
  unsigned?: boolean;
  /** How many people you expect to reach, as the check told. More than 1 % above it is a 409, and nothing is sent. */
  expected_recipients?: number;
};

export type SendCampaignAnswer = {
  /** UUIDv7 */
  id: string;
  queued: number;
  skipped: number;
  /** true where a test key asked, so that nothing is sent */
  test: boolean;
};

export type ListCampaignDeliveriesQuery = PageQuery & {
  state?: "queued" | "sending" | "sent" | "failed" | "unknown" | "skipped" | "held";
};

export type CreateWebhookBody = {
  url: string;
  events: Array<"contact.subscribed" | "contact.confirmed" | "contact.unsubscribed" | "contact.bounced" | "contact.complained" | "contact.erased" | "campaign.finished" | "api_key.created">;
  description?: string;
};

export type UpdateWebhookBody = {
  url?: string;
  events?: Array<"contact.subscribed" | "contact.confirmed" | "contact.unsubscribed" | "contact.bounced" | "contact.complained" | "contact.erased" | "campaign.finished" | "api_key.created">;
  description?: string;
  paused?: boolean;
};

export type ListWebhookDeliveriesQuery = PageQuery & {
  state?: "queued" | "delivered" | "failed";
};

export type ReplayWebhookDeliveryAnswer = {
  /** UUIDv7 */
  id: string;
};

export type ListAuditEventsQuery = PageQuery & {
  /** An action such as contact.create */
  type?: string;
  result?: string;
  /** The first day, as YYYY-MM-DD */
  from?: string;
  /** The last day, as YYYY-MM-DD */
  to?: string;
  q?: string;
};

export type RequestOptions = {
  /** Makes a change that is sent again, with the same key, happen once within 24 hours. */
  idempotencyKey?: string;
  signal?: AbortSignal;
};

type Sent = RequestOptions & { query?: Record<string, unknown>; body?: unknown; type?: string };

/** A refusal of the API. fields: what is wrong, by the name of the field. */
export class MailneoError extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: Record<string, string>;

  constructor(status: number, problem: Partial<Problem>) {
    super(problem.detail ?? "The request failed with status " + status + ".");
    this.name = "MailneoError";
    this.status = status;
    this.code = (problem.type ?? "").replace("urn:mailneo:problem:", "");
    this.fields = problem.errors ?? {};
  }
}

export class Mailneo {
  readonly #key: string;
  readonly #origin: string;
  readonly #fetch: typeof fetch;
  readonly #retries: number;

  /** retries: how often a request over the limit, or one that met a busy server, is sent again after the wait that it was told. */
  constructor({ key, origin = "https://mail.example", fetch: send = fetch, retries = 2 }: {
    key: string;
    origin?: string;
    fetch?: typeof fetch;
    retries?: number;
  }) {
    this.#key = key;
    this.#origin = origin;
    this.#fetch = send;
    this.#retries = retries;
  }

  /** Goes through all pages of a list: for await (const contact of mailneo.all((page) => mailneo.listContacts(page))) */
  async *all<T>(list: (page: PageQuery) => Promise<Page<T>>): AsyncGenerator<T> {
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: Page<T> = await list(cursor === "" ? {} : { cursor });
      yield* page.data;
      cursor = page.next_cursor;
    }
  }

  private async send<T>(method: string, path: string, sent: Sent): Promise<T> {
    const { query = {}, body, type, idempotencyKey, signal } = sent;
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
    const address = this.#origin + "/api/v1" + path + (search.size > 0 ? "?" + search : "");
    for (let tries = 0; ; tries += 1) {
      const response = await this.#fetch(address, {
        method,
        headers: {
          authorization: "Bearer " + this.#key,
          ...(body !== undefined && { "content-type": type ?? "application/json" }),
          ...(idempotencyKey && { "idempotency-key": idempotencyKey }),
        },
        ...(body !== undefined && { body: type ? (body as BodyInit) : JSON.stringify(body) }),
        ...(signal && { signal }),
      });
      if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T;
      const wait = Number(response.headers.get("retry-after"));
      const again = tries < this.#retries && wait > 0 && wait <= 60 && !(body instanceof ReadableStream);
      if (again && (response.status === 429 || response.status === 503)) {
        await new Promise((resolve) => setTimeout(resolve, wait * 1000));
        continue;
      }
      throw new MailneoError(response.status, await response.json().catch(() => ({})));
    }
  }

  /** Read the key, its workspace, plan and limits. */
  getMe(options: RequestOptions = {}): Promise<GetMeAnswer> {
    return this.send("GET", "/me", { ...options });
  }

  /** List contacts. Newest first. `email` finds one by its whole address, in any case. Other lists leave out people whose data are restricted. Needs contacts:read. */
  listContacts(query: ListContactsQuery = {}, options: RequestOptions = {}): Promise<Page<Contact>> {
    return this.send("GET", "/contacts", { query, ...options });
  }

  /** Add a contact. With `newsletter_id` they are put on the newsletter too: as `pending` with a confirmation mail where it asks for one, otherwise on the ground that `basis` and `source` tell. Needs contacts:write. */
  createContact(body: CreateContactBody, options: RequestOptions = {}): Promise<Contact> {
    return this.send("POST", "/contacts", { body, ...options });
  }

  /** Read a contact. Needs contacts:read. */
  getContact(id: string, options: RequestOptions = {}): Promise<Contact> {
    return this.send("GET", `/contacts/${encodeURIComponent(id)}`, { ...options });
  }

  /** Change a contact. What is left out stays. `tags` replaces all tags. A new `email` is a correction: wishes and complaints go along with it. A contact with `restricted_since` is refused with 409, because the data are only stored. Needs contacts:write. */
  updateContact(id: string, body: UpdateContactBody, options: RequestOptions = {}): Promise<Contact> {
    return this.send("PATCH", `/contacts/${encodeURIComponent(id)}`, { body, ...options });
  }

  /** Delete a contact. Opt-outs and complaints stay, so that the address is not mailed when it comes back. Needs contacts:write. */
  deleteContact(id: string, options: RequestOptions = {}): Promise<void> {
    return this.send("DELETE", `/contacts/${encodeURIComponent(id)}`, { ...options });
  }

  /** Erase a contact at their request. Deletes what is known of the person (GDPR 17) and keeps the address off by its keyed hash, unless `block` is false. Needs contacts:write. */
  eraseContact(id: string, body: EraseContactBody = {}, options: RequestOptions = {}): Promise<EraseContactAnswer> {
    return this.send("POST", `/contacts/${encodeURIComponent(id)}/erase`, { body, ...options });
  }

  /** Export all data of a contact. Everything that is known of one person (GDPR 15 and 20). It is recorded that it was taken out. Needs contacts:export. */
  exportContact(id: string, options: RequestOptions = {}): Promise<ExportContactAnswer> {
    return this.send("GET", `/contacts/${encodeURIComponent(id)}/export`, { ...options });
  }

  /** List the consents of a contact. Grants and withdrawals, newest first. The ledger never changes a line. Needs consents:read. */
  listContactConsents(id: string, query: PageQuery = {}, options: RequestOptions = {}): Promise<Page<Consent>> {
    return this.send("GET", `/contacts/${encodeURIComponent(id)}/consents`, { query, ...options });
  }

  /** Record a consent of a contact. For a person who is on the newsletter. It revives nobody who left: 409. Needs consents:write. */
  createContactConsent(id: string, body: CreateContactConsentBody, options: RequestOptions = {}): Promise<Consent> {
    return this.send("POST", `/contacts/${encodeURIComponent(id)}/consents`, { body, ...options });
  }

  /** Import contacts from a file. The body is the file: CSV, or one JSON object a line. Columns are read as the screen would suggest, and rows in doubt are left out. Where the newsletter asks people to confirm, they are `pending` until a member puts them on it. With the request you state: “The people in this file agreed to receive this newsletter, or there is another lawful ground as chosen above. I can show the proof.” The answer comes once the file is stored; follow it by its id. Needs contacts:write and newsletters:write. */
  createImport(query: CreateImportQuery, body: BodyInit, type: "text/csv" | "application/x-ndjson" = "text/csv", options: RequestOptions = {}): Promise<Import> {
    return this.send("POST", "/imports", { query, body, type, ...options });
  }

  /** Read an import. Needs contacts:read. */
  getImport(id: string, options: RequestOptions = {}): Promise<Import> {
    return this.send("GET", `/imports/${encodeURIComponent(id)}`, { ...options });
  }

  /** List newsletters. Newest first; archived ones with `archived=true`. Needs newsletters:read. */
  listNewsletters(query: ListNewslettersQuery = {}, options: RequestOptions = {}): Promise<Page<Newsletter>> {
    return this.send("GET", "/newsletters", { query, ...options });
  }

  /** Create a newsletter. Needs newsletters:write. */
  createNewsletter(body: CreateNewsletterBody, options: RequestOptions = {}): Promise<Newsletter> {
    return this.send("POST", "/newsletters", { body, ...options });
  }

  /** Read a newsletter. Needs newsletters:read. */
  getNewsletter(id: string, options: RequestOptions = {}): Promise<Newsletter> {
    return this.send("GET", `/newsletters/${encodeURIComponent(id)}`, { ...options });
  }

  /** Change a newsletter. Needs newsletters:write. */
  updateNewsletter(id: string, body: UpdateNewsletterBody, options: RequestOptions = {}): Promise<Newsletter> {
    return this.send("PATCH", `/newsletters/${encodeURIComponent(id)}`, { body, ...options });
  }

  /** Put a contact on a newsletter. Where the newsletter asks for confirmation, the contact is `pending` until they confirm by mail, and needs no ground. Otherwise `basis` and `source` are required. Who left is not put on again: they sign up themselves. Needs newsletters:write. */
  createNewsletterSubscription(id: string, body: CreateNewsletterSubscriptionBody, options: RequestOptions = {}): Promise<NewsletterSubscription> {
    return this.send("POST", `/newsletters/${encodeURIComponent(id)}/subscriptions`, { body, ...options });
  }

  /** Unsubscribe a contact from a newsletter. It counts like their own click: they are suppressed for this newsletter, and waiting messages are taken out. Needs newsletters:write. */
  deleteNewsletterSubscription(id: string, query: DeleteNewsletterSubscriptionQuery = {}, body: DeleteNewsletterSubscriptionBody = {}, options: RequestOptions = {}): Promise<NewsletterSubscription> {
    return this.send("DELETE", `/newsletters/${encodeURIComponent(id)}/subscriptions`, { query, body, ...options });
  }

  /** List suppressions. Newest first. `email` finds those of one whole address, in any case. Needs suppressions:read. */
  listSuppressions(query: ListSuppressionsQuery = {}, options: RequestOptions = {}): Promise<Page<Suppression>> {
    return this.send("GET", "/suppressions", { query, ...options });
  }

  /** Suppress an address. Waiting messages to it are taken out. An address that is suppressed already stays as it is. Needs suppressions:write. */
  createSuppression(body: CreateSuppressionBody, options: RequestOptions = {}): Promise<Suppression> {
    return this.send("POST", "/suppressions", { body, ...options });
  }

  /** Read a suppression. Needs suppressions:read. */
  getSuppression(id: string, options: RequestOptions = {}): Promise<Suppression> {
    return this.send("GET", `/suppressions/${encodeURIComponent(id)}`, { ...options });
  }

  /** Lift a suppression. Only a bounce or one by hand. An opt-out is lifted by the person alone and a complaint by nobody: 409. Needs suppressions:write. */
  deleteSuppression(id: string, options: RequestOptions = {}): Promise<void> {
    return this.send("DELETE", `/suppressions/${encodeURIComponent(id)}`, { ...options });
  }

  /** List campaigns. Newest first. Needs campaigns:read. */
  listCampaigns(query: ListCampaignsQuery = {}, options: RequestOptions = {}): Promise<Page<CampaignInList>> {
    return this.send("GET", "/campaigns", { query, ...options });
  }

  /** Draft a campaign. The body is Markdown with merge fields such as `{{first_name|there}}`. A person reviews and sends it. Needs campaigns:write. */
  createCampaign(body: CreateCampaignBody, options: RequestOptions = {}): Promise<Campaign> {
    return this.send("POST", "/campaigns", { body, ...options });
  }

  /** Read a campaign with its report. Needs campaigns:read. */
  getCampaign(id: string, options: RequestOptions = {}): Promise<Campaign> {
    return this.send("GET", `/campaigns/${encodeURIComponent(id)}`, { ...options });
  }

  /** Check a campaign before sending. What stands in the way of sending, and whom it would reach. It changes nothing. Needs campaigns:read. */
  checkCampaign(id: string, options: RequestOptions = {}): Promise<CheckCampaignAnswer> {
    return this.send("POST", `/campaigns/${encodeURIComponent(id)}/check`, { ...options });
  }

  /** Send a campaign. Asks the check again, then sends at once. A test key gets the same answer, and nothing is sent. A campaign is sent once. Needs campaigns:send. */
  sendCampaign(id: string, body: SendCampaignBody = {}, options: RequestOptions = {}): Promise<SendCampaignAnswer> {
    return this.send("POST", `/campaigns/${encodeURIComponent(id)}/send`, { body, ...options });
  }

  /** List the deliveries of a campaign. One per recipient, in the order of their contacts. Needs campaigns:read. */
  listCampaignDeliveries(id: string, query: ListCampaignDeliveriesQuery = {}, options: RequestOptions = {}): Promise<Page<Delivery>> {
    return this.send("GET", `/campaigns/${encodeURIComponent(id)}/deliveries`, { query, ...options });
  }

  /** List webhooks. Newest first, and never with a secret. Needs webhooks:read. */
  listWebhooks(query: PageQuery = {}, options: RequestOptions = {}): Promise<Page<Webhook>> {
    return this.send("GET", "/webhooks", { query, ...options });
  }

  /** Create a webhook. Deliveries are signed as Standard Webhooks 1.0 says, with the `secret` of this answer. A workspace has 20 webhooks at most. Needs webhooks:write. */
  createWebhook(body: CreateWebhookBody, options: RequestOptions = {}): Promise<NewWebhook> {
    return this.send("POST", "/webhooks", { body, ...options });
  }

  /** Read a webhook. Needs webhooks:read. */
  getWebhook(id: string, options: RequestOptions = {}): Promise<Webhook> {
    return this.send("GET", `/webhooks/${encodeURIComponent(id)}`, { ...options });
  }

  /** Change, pause or resume a webhook. `paused: false` also resumes one that was stopped. What waited is sent then; what happened meanwhile is not. A new host ends what waits for the former one. 403 while an admin has to look at it. Needs webhooks:write. */
  updateWebhook(id: string, body: UpdateWebhookBody, options: RequestOptions = {}): Promise<Webhook> {
    return this.send("PATCH", `/webhooks/${encodeURIComponent(id)}`, { body, ...options });
  }

  /** Delete a webhook. With its secrets, its log and what waits for it. Needs webhooks:write. */
  deleteWebhook(id: string, options: RequestOptions = {}): Promise<void> {
    return this.send("DELETE", `/webhooks/${encodeURIComponent(id)}`, { ...options });
  }

  /** List a webhook’s deliveries. Newest first: ids and answers of 30 days, never a body. Needs webhooks:read. */
  listWebhookDeliveries(id: string, query: ListWebhookDeliveriesQuery = {}, options: RequestOptions = {}): Promise<Page<WebhookDelivery>> {
    return this.send("GET", `/webhooks/${encodeURIComponent(id)}/deliveries`, { query, ...options });
  }

  /** Send a delivery again. Under the same `webhook-id`, as a new delivery in the log. 409 for one that is still on its way, and for one of before the webhook went to another host. Needs webhooks:write. */
  replayWebhookDelivery(id: string, delivery_id: string, options: RequestOptions = {}): Promise<ReplayWebhookDeliveryAnswer> {
    return this.send("POST", `/webhooks/${encodeURIComponent(id)}/deliveries/${encodeURIComponent(delivery_id)}/replay`, { ...options });
  }

  /** List audit events. Newest first. A page may be short and still have a next one. Needs audit:read. */
  listAuditEvents(query: ListAuditEventsQuery = {}, options: RequestOptions = {}): Promise<Page<AuditEvent>> {
    return this.send("GET", "/audit-events", { query, ...options });
  }
}
