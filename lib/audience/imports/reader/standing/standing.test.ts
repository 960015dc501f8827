import { expect, test } from "@playwright/test";
import { suggestColumns } from "../columns.ts";
import { readStanding } from "./read.ts";
import type { Standing, StandingKind } from "./standing.ts";

/** Values of columns of states, from tools and languages of all kinds. */
const states: Record<Standing, string> = {
  mail: `active|Subscribed|subscriber|enabled|Confirmed|opted in|Opt-In|double opt-in|Aktiv|angemeldet|bestätigt|Actif|abonné|inscrit|Activo|suscrito|
    attivo|iscritto|confermato|ativo|inscrito|actief|ingeschreven|tilmeldt|prenumerant|påmeldt|tilattu|aktywny|zapisany|přihlášen|feliratkozott|
    abonat|abone|активен|подписан|підписаний|購読中|已订阅|已訂閱|구독중|Marketing contact|1`,
  never: `pending|Unconfirmed|not subscribed|Non-subscribed|NEVER_SUBSCRIBED|not confirmed|awaiting confirmation|transactional|Archived|inactive|
    unbestätigt|ausstehend|nicht bestätigt|en attente|non confirmé|pendiente|no confirmado|in attesa|non confermato|pendente|não confirmado|
    onbevestigd|afventer|obekräftad|niepotwierdzony|nepotvrzeno|неподтвержден|未確認|待确认|미확인|Non-marketing contact|0`,
  left: `unsubscribed|Un-subscribed|Unsubscribed by user|opted out|OPT_OUT|opted-out of all|blocklisted|Blacklisted|suppressed|Do not email|do not contact|
    cancelled|canceled|removed|deleted|Abgemeldet|Ausgetragen|widerrufen|gesperrt|désinscrit|Désabonné|dado de baja|desuscrito|disiscritto|cancellato|
    descadastrado|cancelado|uitgeschreven|afgemeld|afmeldt|avregistrerad|avmeldt|poistunut|peruutettu|wypisany|odhlášen|leiratkozott|dezabonat|
    abonelikten ayrıldı|отписан|Отписался|відписаний|配信停止|退订|已退订|取消订阅|退訂|수신거부|2`,
  bounced: `bounced|Hard bounce|hard_bounced|Cleaned|invalid|Undeliverable|invalid email|mailbox not found|550 5.1.1 user unknown|5.1.1|HardBounce|
    unzustellbar|ungültig|rebotado|invalide|rimbalzato|devolvido|onbestelbaar|studsade bounce|niedostarczony|nedoručitelné|недоставлен|不達|退信|반송됨|3`,
  complained: `complained|Spam complaint|spam|marked as spam|reported as spam|Abuse|junk|COMPLAINT|SpamComplaint|Spam-Beschwerde|plainte|queja|reclamo spam|
    denúncia|klacht|жалоба на спам|迷惑メール|投诉|스팸 신고|4`,
};
const list = (text: string) => text.split("|").map((value) => value.trim());

for (const [standing, values] of Object.entries(states))
  test(`a status is read as ${standing} in every language`, () => {
    const read = list(values).map((value) => [value, readStanding(value, "status")]);
    expect(read.filter(([, found]) => found !== standing)).toEqual([]);
  });

test("an unknown status is asked about and never taken for yes", () => {
  for (const value of ["zombie", "VIP", "Lead", "soft bounce", "gold", "7", "", "-", "tbd", "-1"])
    expect([value, readStanding(value, "status")]).toEqual([value, "unknown"]);
});

const cells: [StandingKind, string, ReturnType<typeof readStanding>][] = [
  ["left", "", null],
  ["left", "false", null],
  ["left", "0", null],
  ["left", "Nein", null],
  ["left", "0000-00-00 00:00:00", null],
  ["left", "never", null],
  ["left", "2024-02-02 08:00:00", "left"],
  ["left", "[]", null],
  ["left", "Fałsz", null],
  ["left", "Yes", "left"],
  ["left", "✓", "left"],
  ["left", "oui", "left"],
  ["left", "NORMAL", "left"],
  ["left", "SPAM", "complained"],
  ["left", "Do Not Allow", "left"],
  ["left", "Allow", null],
  ["bounced", "UNKNOWN_USER", "bounced"],
  ["bounced", "no", null],
  ["complained", "1", "complained"],
  ["accepts", "yes", "mail"],
  ["accepts", "no", "never"],
  ["accepts", "Nein", "never"],
  ["accepts", "SUBSCRIBED", "mail"],
  ["accepts", "UNSUBSCRIBED", "left"],
  ["accepts", "NEVER_SUBSCRIBED", "never"],
  ["accepts", "2024-05-06", "mail"],
  ["accepts", "maybe", "unknown"],
  ["accepts", "", "unknown"],
  ["subscribed", "TRUE", "mail"],
  ["subscribed", "false", "left"],
  ["subscribed", "нет", "left"],
  ["receives", "Main newsletter", "mail"],
  ["receives", "", "never"],
];

test("cells of yes, no, dates and reasons say who gets mail", () => {
  const read = cells.map(([as, cell]) => [as, cell, readStanding(cell, as)]);
  expect(read).toEqual(cells);
});

/** A header with a value below it, and what the column is taken for. */
const headers: [string, string, StandingKind | null][] = [
  ["status", "active", "status"],
  ["Status", "frobnicated", "status"],
  ["Subscription status", "Unsubscribed", "status"],
  ["Abo-Status", "abgemeldet", "status"],
  ["Statut", "désabonné", "status"],
  ["UNSUB_TIME", "2024-02-02 08:00:00", "left"],
  ["UNSUB_REASON", "NORMAL", "left"],
  ["CLEAN_TIME", "2024-02-02 08:00:00", "bounced"],
  ["email_disabled", "true", "blocked"],
  ["EMAIL_BLACKLISTED", "No", "blocked"],
  ["Unsubscribed from all email", "true", "left"],
  ["Email Opt Out", "1", "left"],
  ["HasOptedOutOfEmail", "TRUE", "left"],
  ["Do not allow Bulk Emails", "Do Not Allow", "left"],
  ["Opted out at", "2024-01-01", "left"],
  ["Abmeldedatum", "01.02.2024", "left"],
  ["Date de désinscription", "01/02/2024", "left"],
  ["Fecha de baja", "01/02/2024", "left"],
  ["Data disiscrizione", "01/02/2024", "left"],
  ["Uitgeschreven op", "01-02-2024", "left"],
  ["Data wypisania", "2024-01-01", "left"],
  ["Дата отписки", "01.02.2024", "left"],
  ["退订时间", "2024-01-01", "left"],
  ["配信停止日", "2024/01/01", "left"],
  ["수신거부일", "2024-01-01", "left"],
  ["Email hard bounce reason", "UNKNOWN_USER", "bounced"],
  ["Bounced", "yes", "bounced"],
  ["Hard bounced at", "2024-01-01", "bounced"],
  ["Spam complaint", "no", "complained"],
  ["Reported as spam", "yes", "complained"],
  ["Accepts Marketing", "no", "accepts"],
  ["Accepts Email Marketing", "yes", "accepts"],
  ["Email Marketing Consent", "granted", "status"],
  ["Newsletter", "Nein", "accepts"],
  ["Consentement marketing", "oui", "accepts"],
  ["subscribed_to_emails", "true", "subscribed"],
  ["Subscribed", "no", "subscribed"],
  ["Receiving emails for", "Main newsletter", "receives"],
  ["", "unsubscribed", "status"],
  ["Field 7", "Hard bounce", "status"],
  ["SMS_BLACKLISTED", "Yes", null],
  ["Accepts SMS Marketing", "no", null],
  ["UNSUB_CAMPAIGN_TITLE", "January news", null],
  ["Unsubscribe link", "https://example.com/u/1", null],
  ["Newsletter", "Harbour Letter", null],
  ["Lead Status", "Open", null],
  ["Subscribed", "2024-01-01 10:00:00", null],
  ["Stop Time", "2024-01-01 10:00:00", "left"],
  ["Unsubscribed from emails", "false", "left"],
  ["Has hard bounced", "true", "bounced"],
  ["Marked email as spam", "true", "complained"],
  ["unsubscribe_from_marketing_emails", "true", "left"],
  ["Marketing status", "no consent", "status"],
  ["Email Suppressions", "[]", "blocked"],
  ["is_subscribed", "0", "subscribed"],
  ["Unsubscribed at", "", "left"],
  ["Bounced", "", "bounced"],
  ["Status", "", null],
  ["Do Not Call", "yes", null],
  ["Fax Opt Out", "1", null],
  ["active_subscription", "false", null],
  ["Soft bounces", "3", null],
  ["Bounces", "12", null],
  ["State", "Ohio", null],
  ["Notes", "Asked us by phone", null],
  ["Company", "Spam & Sons", null],
];

test("columns that say who must not be mailed are recognised", () => {
  const found = headers.map(([header, value]) => {
    const { mapping } = suggestColumns([
      ["Email", header],
      ["ada@example.com", value],
    ]);
    return [header, value, mapping.standing?.[0]?.as ?? null];
  });
  expect(found).toEqual(headers);
});
