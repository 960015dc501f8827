import { readDay } from "#lib/audience/contacts/dates.ts";
import { cutText } from "#lib/core/cut-text.ts";
import { readStanding } from "./read.ts";
import type { StandingColumn, StandingKind } from "./standing.ts";
import {
  blockedStem,
  bouncedStem,
  complainedStem,
  leftStem,
  noWords,
  standingKey,
  standingOfWord,
  stopIn,
  yesWords,
} from "./words.ts";

/** Most rows of the head that are looked at for words that no header announces. */
const looksAt = 2000;
/** Values of a column of states are few. */
const mostDistinct = 40;

/**
 * Suggests the columns that say who must not be mailed: by their names, and by what stands in them where their names tell nothing.
 * @param keys the header's cells as `headerKey` spells them; empty without a header.
 */
export function suggestStandings(
  keys: string[],
  samples: string[][],
  columns: number,
  taken: Set<number>,
): StandingColumn[] {
  const found: StandingColumn[] = [];
  for (let column = 0; column < columns; column++) {
    if (taken.has(column)) continue;
    const key = standingKey(keys[column] ?? "");
    const values = distinct(samples, column);
    const as = kindOf(key, values) ?? kindOfValues(key, values);
    if (as) found.push({ column, as });
  }
  return found.slice(0, 20);
}

// Other channels, links, campaigns and counts are named like a state and are none.
const otherwise =
  /sms|phone|whatsapp|viber|push|postal|bypost|mailing|^call|telefon|mobile|mobil|handy|fax|link|url|uri|href|campaign|kampagn|token|hash$|score|rating|rate$|count$|number$|anzahl|total$|lastsent|orderstatus|leadstatus|paymentstatus|maritalstatus|dealstage|financialstatus|fulfil|lifecycle|verificationstatus|taxexempt|syncstatus|customfield|^emailtype$/u;

/** Columns of names and free text, whose words may be anything. */
const ofPeople =
  /company|organi[sz]ation|firma|employer|account|note|comment|remark|bemerkung|notiz|subject|title|city|ort$|town|address|street|strasse|name|description|bio|message|team|department|product|domain|website|job|role|position/u;

const statusNames = new Set(
  words(`status emailstatus subscriptionstatus subscriberstatus memberstatus contactstatus marketingstatus emailmarketingstatus
  emailmarketing marketingcontactstatus optinstatus consentstatus emailconsentstatus emailmarketingconsent emailpermissionstatus
  permissionstatus permission emailsubscriptionstatus subscriptionstate
  substatus liststatus deliverystatus mailstatus emailstate substate activestatus userstatus deliverability
  abostatus abonnementstatus anmeldestatus emailstatusde einwilligungsstatus statusabonnement statutabonnement statutdelabonne statutemail
  estadodesuscripcion estadosuscripcion estadodelsuscriptor statoiscrizione statodelliscrizione statoiscritto statusdaassinatura
  inschrijfstatus abonneestatus prenumerationsstatus abonnementsstatus statussubskrypcji stavodberu stavodberatele allapot feliratkozas
  stareabonament abonelikdurumu статусподписки статусподписчика статуспідписки 購読状況 配信状態 订阅状态 訂閱狀態 구독상태 suppressionreason
  suppressiontype unsubscribetype reasontype`),
);
const maybeStatus = new Set(
  words(`state statut etat estado stato situacao stav stare durum durumu tila stan allapot статус стан состояние κατασταση ステータス 状態 状态
  狀態 상태 الحالة סטטוס סטאטוס trangthai สถานะ type typ reason grund motif motivo reden powod duvod ok orsak arsag syy
  причина 理由 原因 사유 origin source category group subscription subscriptiontype confirmedstatus`),
);
const subscribedNames = new Set(
  words(`subscribed issubscribed subscribedtoemails subscribedtoemail subscribedtonewsletter subscribedtomarketing
  emailsubscribed newslettersubscribed activesubscriber isactive active enabled emailenabled emailsenabled emailactive
  receivesemail receivesemails receiveemails receiveemail receivenewsletter receivesnewsletter getsemail getsmail sendemail sendemails
  emailable mailable contactable angemeldet abonniert aktiv abonne inscrit actif suscrito activo iscritto attivo inscrito ativo
  ingeschreven actief tilmeldt pameldt prenumererar aktywny zapisany prihlasen aktivni feliratkozott aktif abonat activ
  подписан активен підписаний 購読 订阅 已订阅 訂閱 구독 구독여부 נרשם פעיל`),
);
const acceptsNames = new Set(
  words(`acceptsmarketing acceptsemailmarketing acceptsemail acceptsnewsletter acceptmarketing acceptnewsletter marketingconsent
  emailconsent marketingoptin emailoptin emailmarketingoptin newsletteroptin newsletterconsent optin optedin hasoptedin
  marketingemails marketingemail wantsnewsletter wantsemail wantsemails agreestomarketing agreedtomarketing marketingallowed
  allowmarketing allowemail allowemails emailallowed emailpermission marketingpermission marketingpermissions consent consented gdprconsent
  gdpr newsletter newsletters marketing acceptsemailmarketingconsent emailmarketingallowed confirmed isconfirmed optinconfirmed
  erlaubniszummarketing marketingerlaubnis werbeeinwilligung einwilligung newsletteranmeldung newslettereinwilligung marketingeinwilligung
  zustimmung emailerlaubnis emailwerbung werbungerlaubt bestatigt
  accepteemail acceptelemarketing acceptemarketing accepteemailmarketing consentement consentementmarketing accord infolettre autorisationmarketing
  aceptamarketing aceptaemail aceptaboletin consentimiento consentimientomarketing boletin permisodemarketing aceptaelmarketingporcorreoelectronico
  accettamarketing accettanewsletter consenso consensomarketing autorizzazionemarketing
  aceitamarketing aceitanewsletter consentimento consentimentomarketing
  accepteertmarketing toestemming marketingtoestemming nieuwsbrief nyhedsbrev nyhetsbrev samtykke samtycke markedsforingssamtykke
  uutiskirje suostumus markkinointilupa zgoda zgodamarketingowa zgodanamarketing biuletyn souhlas souhlassmarketingem suhlas hirlevel
  hozzajarulas acordmarketing consimtamant bulten izin pazarlamaizni eposta izni
  согласие рассылка согласиенарассылку згода розсилка συγκαταθεση メルマガ 同意 メール配信 营销许可 接受营销 同意營銷 마케팅동의 수신동의 동의 الموافقة הסכמה אישורדיוור`),
);
const receivesNames = new Set(
  words("receivingemailsfor receivesemailsfor receivingemails subscribedto subscribedlists activelists"),
);
/** A word for being told apart from the words for leaving: "reason they left" is one, "left" alone is none. */
const leftNames = new Set(
  words(`disabled suppressed removed stoptime stopdate stopstatus deletedat deletedon removedat cancelledat cancelled canceled cancelldate left leftat lefton
  dateleft leftreason left_reason inactivesince nobulkemail optedoutofemail hasoptedoutofemail emaildisabled donotsend dnm dnc
  baja cancelado eliminado geloscht geloschtam entfernt supprime removido verwijderd utmeldt utmeldtdato отказ`),
);

function kindOf(key: string, values: Distinct): StandingKind | null {
  if (key === "" || otherwise.test(key)) return null;
  // A column of leavers counts even where the first rows leave it empty: a later one may not.
  if (values.filled === 0 && !isStopName(key)) return null;
  if (receivesNames.has(key)) return "receives";
  if (statusNames.has(key))
    return values.share("status") > 0 || values.keys.size <= mostDistinct ? "status" : null;
  if (acceptsNames.has(key)) return answersYesOrNo(values) ? "accepts" : null;
  if (subscribedNames.has(key)) return answersYesOrNo(values) ? "subscribed" : null;
  if (/^(?:subscri|reason)/u.test(key) && !leftStem.test(key) && maybeStatus.has(key))
    return statusByValues(values);
  if (complainedStem.test(key)) return stopColumn(values, "complained");
  if (bouncedStem.test(key) && !/soft/u.test(key)) return stopColumn(values, "bounced");
  if (/clean(?:ed)?(?:time|date|at|on)?$/u.test(key)) return stopColumn(values, "bounced");
  if (leftStem.test(key) || leftNames.has(key))
    return stopColumn(
      values,
      blockedStem.test(key) && !/unsub|optout|optedout/u.test(key) ? "blocked" : "left",
    );
  if (/(?:accepts|consentto|agreesto|optinto).*(?:email|marketing|newsletter)/u.test(key))
    return answersYesOrNo(values) ? "accepts" : null;
  if (/(?:email|newsletter|marketing|subscri|opt).*status$/u.test(key))
    return values.share("status") > 0 ? "status" : null;
  if (maybeStatus.has(key)) return statusByValues(values);
  return null;
}

const isStopName = (key: string) =>
  complainedStem.test(key) || bouncedStem.test(key) || leftStem.test(key) || leftNames.has(key);

/** Numbers above 1 in a column named like a bounce are a count, of which the tool itself made what it wished. */
function stopColumn(values: Distinct, as: StandingKind): StandingKind | null {
  const numbers = [...values.keys].filter(([key]) => /^\d{1,3}$/u.test(key)).map(([key]) => Number(key));
  return numbers.length === values.keys.size && Math.max(...numbers) > 1 ? null : as;
}

/** A column full of dates is the date of a consent, and not its yes or no. */
const answersYesOrNo = (values: Distinct) => values.share("accepts") >= 0.5 && values.dates < 0.5;

/** A column with a doubtful name, or none, is one of states when most of its values are, and one of them stops mail. */
function statusByValues(values: Distinct): StandingKind | null {
  if (values.keys.size > mostDistinct || values.stops === 0) return null;
  return values.share("status") >= 0.5 ? "status" : null;
}

function kindOfValues(key: string, values: Distinct): StandingKind | null {
  if (otherwise.test(key) || ofPeople.test(key) || values.longest > 40) return null;
  return statusByValues(values);
}

type Distinct = {
  keys: Map<string, string>;
  filled: number;
  longest: number;
  /** Values that are words for having left, bounced or complained. */
  stops: number;
  /** Share of the values that are dates. */
  dates: number;
  share(as: "status" | "accepts"): number;
};

function distinct(samples: string[][], column: number): Distinct {
  const keys = new Map<string, string>();
  let [filled, longest] = [0, 0];
  for (const row of samples.slice(0, looksAt)) {
    const text = row[column] ?? "";
    if (text === "" || text.trim() === "") continue;
    filled++;
    longest = Math.max(longest, text.length);
    if (keys.size <= 200) {
      const key = standingKey(text);
      if (!keys.has(key)) keys.set(key, cutText(text, 200));
    }
  }
  const all = [...keys];
  const known = (as: "status" | "accepts") =>
    all.filter(([key, text]) =>
      as === "status"
        ? standingOfWord(key, text) !== null
        : yesWords.has(key) || noWords.has(key) || isKnown(readStanding(text, "accepts")),
    ).length;
  return {
    keys,
    filled,
    longest,
    dates: all.length === 0 ? 0 : all.filter(([, text]) => isDate(text)).length / all.length,
    stops: all.filter(([key, text]) => stopIn(key, text) !== null && standingOfWord(key, text) !== "never")
      .length,
    share: (as) => (all.length === 0 ? 0 : (known(as) + (as === "status" ? numbered(all) : 0)) / all.length),
  };
}

const isDate = (text: string) =>
  text.length <= 40 &&
  !/^-?\d{1,4}$/.test(text.trim()) &&
  readDay(text.trim(), { order: "dmy" }).day !== null;
const isKnown = (standing: unknown) => standing !== null && standing !== "unknown";
const numbered = (all: [string, string][]) => (all.every(([key]) => /^[0-4]$/u.test(key)) ? all.length : 0);

function words(text: string): string[] {
  return text.trim().split(/\s+/).map(standingKey);
}
