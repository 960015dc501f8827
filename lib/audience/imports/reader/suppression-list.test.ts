import { expect, test } from "@playwright/test";
import type { Ground } from "./ground.ts";
import { previewContacts } from "./preview.ts";
import { readContacts } from "./read.ts";
import { suppressionList } from "./suppression-list.ts";
import { surveyContacts } from "./survey.ts";

type Kind = { name: string; rows: string[]; list: string | null; stopped: [string, string, string | null][] };

/** Lists as the tools write them, with the people who must be suppressed. */
const kinds: Kind[] = [
  {
    name: "unsubscribed_segment_export_8f2.csv",
    rows: [
      "Email Address,First Name,UNSUB_TIME,UNSUB_REASON",
      "a@example.com,A,2024-02-02 08:00:00,NORMAL",
      "b@example.com,B,2024-03-02 08:00:00,SPAM",
    ],
    list: "unsubscribed",
    stopped: [
      ["a@example.com", "unsubscribed", "2024-02-02"],
      ["b@example.com", "complained", "2024-03-02"],
    ],
  },
  {
    name: "cleaned_audience.csv",
    rows: ["Email Address,CLEAN_TIME,CLEAN_CAMPAIGN_TITLE", "a@example.com,2024-03-01 09:00:00,March"],
    list: "bounced",
    stopped: [["a@example.com", "bounced", "2024-03-01"]],
  },
  {
    name: "suppression_bounces.csv",
    rows: [
      "status,reason,email,created",
      '5.1.1,"550 5.1.1 The email account does not exist",a@example.com,1717236000',
    ],
    list: "bounced",
    stopped: [["a@example.com", "bounced", "2024-06-01"]],
  },
  {
    name: "suppression_spam_reports.csv",
    rows: ["ip,email,created", "192.0.2.1,a@example.com,1717236000"],
    list: "complained",
    stopped: [["a@example.com", "complained", "2024-06-01"]],
  },
  {
    name: "export.csv",
    rows: [
      "EmailAddress,SuppressionReason,Origin,CreatedAt",
      "a@example.com,HardBounce,Recipient,2024-06-01T10:00:00-04:00",
      "b@example.com,SpamComplaint,Recipient,2024-06-02T10:00:00-04:00",
      "c@example.com,ManualSuppression,Customer,2024-06-03T10:00:00-04:00",
    ],
    list: "complained",
    stopped: [
      ["a@example.com", "bounced", "2024-06-01"],
      ["b@example.com", "complained", "2024-06-02"],
      ["c@example.com", "manual", "2024-06-03"],
    ],
  },
  {
    name: "ses.csv",
    rows: [
      "EmailAddress,Reason,LastUpdateTime",
      "a@example.com,BOUNCE,2024-06-01T10:00:00Z",
      "b@example.com,COMPLAINT,2024-06-02T10:00:00Z",
    ],
    list: "complained",
    stopped: [
      ["a@example.com", "bounced", null],
      ["b@example.com", "complained", null],
    ],
  },
  {
    name: "blocked contacts.csv",
    rows: [
      "Email;Reason;Blocked at",
      "a@example.com;Unsubscribed via email link;12-03-2024",
      "b@example.com;hardBounce;13-03-2024",
    ],
    list: "manual",
    stopped: [
      ["a@example.com", "unsubscribed", "2024-03-12"],
      ["b@example.com", "bounced", "2024-03-13"],
    ],
  },
  {
    name: "subscribers.csv",
    rows: [
      "uuid,email,name,attributes,status,created_at,updated_at",
      "u1,a@example.com,A,{},blocklisted,2024-01-01,2024-01-02",
    ],
    list: "unsubscribed",
    stopped: [["a@example.com", "unsubscribed", null]],
  },
  {
    name: "hubspot-crm-exports-opted-out.csv",
    rows: ["Record ID,Email,Unsubscribed from all email", "1,a@example.com,true"],
    list: "unsubscribed",
    stopped: [["a@example.com", "unsubscribed", null]],
  },
  {
    name: "Abgemeldete Empfänger.csv",
    rows: ["E-Mail", "a@example.com"],
    list: "unsubscribed",
    stopped: [["a@example.com", "unsubscribed", null]],
  },
  {
    name: "liste désabonnés.csv",
    rows: ["E-mail", "a@example.com"],
    list: "unsubscribed",
    stopped: [["a@example.com", "unsubscribed", null]],
  },
  {
    name: "do-not-mail.txt",
    rows: ["a@example.com", "b@example.com"],
    list: "manual",
    stopped: [
      ["a@example.com", "manual", null],
      ["b@example.com", "manual", null],
    ],
  },
  {
    name: "subscribed_and_unsubscribed.csv",
    rows: ["email,status", "a@example.com,active", "b@example.com,unsubscribed"],
    list: null,
    stopped: [],
  },
  { name: "subscribed_members.csv", rows: ["email", "a@example.com"], list: null, stopped: [] },
  { name: "readers.csv", rows: ["email,status", "a@example.com,active"], list: null, stopped: [] },
  { name: "empty-of-stops.csv", rows: ["email,unsubscribed", "a@example.com,no"], list: null, stopped: [] },
];

for (const { name, rows, list, stopped } of kinds)
  test(`${name} is ${list ? `a list of ${list}` : "no suppression list"}`, async () => {
    const bytes = Buffer.from(rows.join("\n"));
    const preview = await previewContacts(bytesOf(bytes));
    const { mapping, hasHeader, delimiter, format } = preview;
    const options = { mapping, hasHeader, format, ...(delimiter && { delimiter }) };
    const survey = await surveyContacts(bytesOf(bytes), {
      ...options,
      basis: "express",
      today: "2026-11-30",
      reading: { order: null },
    });
    const found = suppressionList(name, survey);
    expect(found?.reason ?? null).toBe(list);
    if (!found) return;
    const reading = { order: survey.order === "ask" ? null : survey.order };
    const ground: Ground = {
      basis: "express",
      today: "2026-11-30",
      reading,
      forAll: null,
      stopAll: found.reason,
    };
    const all: unknown[] = [];
    for await (const batch of readContacts(bytesOf(bytes), { ...options, ground })) {
      expect(batch.accepted).toEqual([]);
      for (const { email, reason, since } of batch.stopped) all.push([email, reason, since]);
    }
    expect(all).toEqual(stopped);
  });

async function* bytesOf(bytes: Buffer) {
  yield bytes;
}
