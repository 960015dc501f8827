import { cutText } from "#lib/core/cut-text.ts";
import { streamSafe } from "#lib/core/stream-safe.ts";
import type { Standing } from "./standing.ts";

/** Longest value that can be a word for a state. Reasons are longer, and are told by what stands in them. */
const longest = 200;

/** Returns a value or a header as the lists below spell it: lower case, without accents, spaces and punctuation. */
export function standingKey(text: string): string {
  const short = streamSafe(cutText(text.trim(), longest));
  // -1 is another state than 1, and 1.0 is none of its own.
  const number = /^(-?)(\d{1,3})(?:\.0{1,3})?$/.exec(short);
  if (number) return number[1] ? `minus${number[2]}` : (number[2] ?? "");
  return short
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "")
    .replace(/[łøđßıæœ]/g, (letter) => folded[letter] ?? letter);
}

/** Letters that do not fall into a letter and an accent. */
const folded: Record<string, string> = { ł: "l", ø: "o", đ: "d", ß: "ss", ı: "i", æ: "ae", œ: "oe" };

const keys = (text: string) => text.trim().split(/\s+/).map(standingKey);

/** Whole values that say that a person gets mail. */
const mailWords = new Set(
  keys(`
  active activated subscribed subscriber subscribe enabled enable confirmed optin optedin doubleoptin singleoptin confirmedoptin
  verified valid deliverable ok okay live current member marketingcontact marketing allowed allow accepted permitted granted
  regular premium explicit express expressconsent explicitconsent doubleoptinconfirmed optinconfirmed resubscribed a
  aktiv aktiviert angemeldet abonniert abonnent eingetragen bestatigt erlaubt zugelassen zugestimmt empfanger freigegeben
  actif active abonne abonnee inscrit inscrite confirme confirmee accepte autorise valide
  activo activa suscrito suscrita suscriptor inscrito inscrita confirmado confirmada alta aceptado permitido habilitado
  attivo attiva iscritto iscritta confermato confermata accettato abilitato consentito
  ativo ativa assinante inscrito confirmado aceito habilitado
  actief ingeschreven aangemeld abonnee bevestigd geabonneerd toegestaan
  tilmeldt bekraeftet tilladt abonnerer prenumererar prenumerant registrerad bekraftad anmald pameldt abonnent bekreftet tillatt
  tilattu tilaaja aktiivinen vahvistettu sallittu
  aktywny aktywna zapisany zapisana subskrybent subskrybuje potwierdzony potwierdzona zgoda
  aktivni prihlasen prihlasena odebira potvrzeno povoleno aktivny prihlaseny potvrdeny odoberatel
  feliratkozott feliratkozva megerositett megerositve engedelyezett
  activ activa abonat abonata confirmat
  aktif abone onayli onaylandi izinli kayitli
  активен активный активна подписан подписана подписка подтвержден подтвержденный подписчик
  активний підписаний підписана підтверджено підписник
  ενεργος ενεργο εγγεγραμμενος επιβεβαιωμενος
  有効 購読中 購読 登録済 登録済み 配信中 配信 承諾 已订阅 订阅 订阅中 活跃 有效 已确认 已訂閱 訂閱 有效 活躍
  구독 구독중 활성 수신동의 동의 نشط مشترك مؤكد פעיל רשום מנוי מאושר aktif berlangganan hoatdong dadangky สมัครรับ
`),
);

/** Whole values that say that a person never accepted mail, or has not yet. */
const neverWords = new Set(
  keys(`
  pending unconfirmed unactivated notactivated notconfirmed notsubscribed nonsubscribed nonsubscriber neversubscribed never notoptedin nooptin notoptin
  awaitingconfirmation awaiting waiting invited requested new unverified notverified transactional nonmarketing nonmarketingcontact
  notmarketing nonmarketingcontacts noconsent noconsentgiven archived inactive disabled paused none nopermission notgranted denied
  declined rejected refused notaccepted doesnotaccept unknownconsent optinpending pendingconfirmation doubleoptinpending
  ausstehend unbestatigt nichtbestatigt nichtangemeldet nichtabonniert wartet offen inaktiv deaktiviert keineeinwilligung abgelehnt
  enattente nonconfirme noninscrit nonabonne inactif desactive refuse
  pendiente noconfirmado nosuscrito inactivo desactivado rechazado sinconfirmar
  inattesa nonconfermato noniscritto inattivo disattivato rifiutato
  pendente naoconfirmado naoinscrito inativo desativado recusado
  inafwachting onbevestigd nietbevestigd nietingeschreven inactief geweigerd
  afventer ikkebekraeftet ikketilmeldt vantar obekraftad ejbekraftad ejprenumerant inaktiv avventer ikkebekreftet ikkepameldt
  odottaa vahvistamaton eitilattu
  oczekujacy niepotwierdzony niezapisany nieaktywny
  cekajici nepotvrzeno neprihlasen neaktivni nepotvrdeny neaktivny
  fuggoben megerositetlen nemfeliratkozott inaktiv
  inasteptare neconfirmat neabonat inactiv
  beklemede onaylanmamis pasif aboneldegil
  ожидает неподтвержден неподписан неактивен неактивный ожидаетподтверждения
  очікує непідтверджено непідписаний неактивний
  εκκρεμει ανενεργος
  未確認 保留 保留中 無効 未登録 待确认 未确认 未订阅 待定 待確認 未訂閱 미확인 대기 미구독 معلق ממתין tertunda chuaxacnhan
`),
);

/** Yes and no, in the words spreadsheets and tools write. */
export const yesWords = new Set(
  keys(`
  yes y true t 1 x on checked ja j oui o vrai si s sim verdadero vero verdadeiro verdade waar wahr sand sant kylla tosi k tak prawda ano
  pravda igen igaz da adevarat evet dogru e да так истина правда ναι αληθης はい 是 真 예 네 참 نعم صحيح כן אמת ya benar co dung ใช่
`),
);
export const noWords = new Set(
  keys(`
  no n false f 0 off unchecked nein falsch non faux falso nao nee onwaar nej falsk nei ei epatosi nie falsz ne nepravda nem hamis nu fals
  hayir yanlis нет н ложь ні хибність όχι οχι ψευδης いいえ 否 不 不是 假 아니오 아니요 거짓 لا خطأ לא שקר tidak salah khong sai ไม่
  notblocked notunsubscribed notblacklisted notbounced nobounce nobounces active subscribed enabled allow allowed erlaubt zugelassen autorise
  permitido permesso toegestaan
`),
);
// A check mark is no letter, so that its key is empty.
export const checkMarks = new Map<string, "yes" | "no">([
  ["✓", "yes"],
  ["✔", "yes"],
  ["☑", "yes"],
  ["✅", "yes"],
  ["○", "yes"],
  ["✗", "no"],
  ["✘", "no"],
  ["☐", "no"],
  ["❌", "no"],
  ["×", "no"],
]);

/** Names of columns that say that mail is stopped, and not who stopped it. */
export const blockedStem =
  /block|blokk|bloke|bloqu|bloccat|black|suppress|sperr|disabl|disab|listenoire|listanegra|listanera|engelle|karaliste|заблок|черныйсписок|黑名单|黑名單|屏蔽|封鎖|차단|ブロック|محظور|חסום/u;

/** Parts of a value or a header that say that a person left, reported spam, or cannot be reached. Longer than a syllable each. */
const stems = (text: string) =>
  new RegExp(
    text
      .trim()
      .split(/\s+/)
      .map((stem) => standingKey(stem))
      .join("|"),
    "u",
  );

export const leftStem = stems(`
  unsub optout optedout optingout emailoptout blacklist blocklist blocked blockiert suppress donotmail donotemail donotcontact donotsend
  donotbulk donotallowbulk donotallowemail nomail noemail nevermail dontmail dontemail emaildisabled cancelledsubscription
  abgemeld abmeld ausgetragen austrag widerruf widersproch werbesperr gesperrt sperrliste sperrdatum keinemail keinewerbung
  desinscri desabonn listenoire bloque retire oppose nepascontacter nepasenvoyer
  desuscri dadodebaja debaja fechabaja bajadelista listanegra noenviar nocontactar cancelosuscripcion bloquead
  disiscri cancellat cancellazione listanera bloccat noncontattare revocat
  descadastr descadastramento cancelouinscricao removid naoenviar naocontatar cancelad
  uitgeschrev uitschrijf afgemeld afmeld geblokkeerd nietmailen zwartelijst
  afmeld frameld avregistr avanmal avprenumer avmeld blokkert blokerad blokeret svartlista
  poistunut perunut peruutt peruutet estetty mustalista
  wypisa wypisan rezygn zablokowan czarnalist
  odhlas zablokovan cernalistin ciernalistin
  leiratk letiltv letiltott feketelist
  dezabon blocat listaneagra
  abonelikteniptal abonelikiptal aboneliktenay aboneliktencik iptaledil engelle engelli karaliste
  отпис отказ черныйсписок заблокирован відпис чорнийсписок заблоковано
  απεγγραφ διαγραφ διεγραψ αποκλεισ
  配信停止 購読解除 解除 退会 ブロック 受信拒否 拒否 退订 取消订阅 黑名单 拒收 屏蔽 退訂 取消訂閱 黑名單 封鎖
  수신거부 구독취소 구독해지 탈퇴 차단 الغاءالاشتراك محظور הוסר ביטולמנוי הסרה חסום berhentiberlangganan huydangky ยกเลิก
`);
export const complainedStem = stems(`
  complain complaint spam abuse junk feedbackloop fbl reportedas markedas
  beschwerde spambeschw plainte signale queja denuncia segnalat reclamo denunci klacht klage klagomal valitus skarg stiznost
  panasz plangere sikayet жалоб спам скарга παραπονο 迷惑メール 迷惑 苦情 投诉 举报 垃圾 投訴 檢舉 스팸 신고 شكوى تلונה תלונה ספאם keluhan
`);
export const bouncedStem = stems(`
  hardbounc bounc cleaned undeliver nondeliver notdeliverable invalid notvalid hardfail mailboxnotfound userunknown unknownuser
  nosuchuser doesnotexist notexist deadaddress nonexist mailboxunavailable rejectedby
  unzustellbar nichtzustellbar zuruckgewiesen ruckläufer rucklaufer ungultig bereinigt
  rebond npai nondelivr rejet nettoye invalide erreurdure
  rebot devuelt norentregable noentregable depurad invalid respinto nonrecapit rimbalz ripulit nonvalid
  devolvid naoentreg limpo invalid teruggestuurd onbestelbaar ongeldig opgeschoond
  ugyldig ogiltig afvist avvisad studsad oppnaddeikke palautun virheellinen odbit niedostarcz niewazn nieprawidlow
  nedoruc neplatn vratil visszapattan ervenytelen kezbesithetetlen respins nelivrat nevalid geridon gecersiz ulasilamadi
  отказдоставк недоставлен возврат недействит недійсн неможливодоставити μηεγκυρ επιστραφ απορριφθ
  バウンス 不達 エラー 無効なアドレス 退信 弹回 无效地址 彈回 無效地址 반송 مرتد غيرصالح חזר לאתקין tidakvalid khonghople ตีกลับ
`);

const softBounce = /soft|temporar|transient|weich|temporair|temporal|tempora/u;
const negation =
  /^(?:not|non|no|never|nicht|keine|kein|nie|pas|jamais|nunca|mai|nao|niet|geen|ikke|inte|ej|не|nem|ne)(?=\p{L})/u;
const numbersOfDeath = /\b5\.\d{1,3}\.\d{1,3}\b|^5\d\d\b/;
const deleted = new Set(
  keys(`u deleted removed cancelled canceled left gone stopped withdrawn revoked expiredconsent optoutall dnm dnc global geloscht entfernt gekundigt
  supprime annule eliminado borrado eliminato excluido verwijderd opgezegd slettet raderad poistettu usuniety smazano odstraneny torolt sters silindi
  удален видалено 削除 已删除 已刪除 삭제`),
);
const dead = new Set(keys("b bounced bounce cleaned clean hardbounced dead invalid"));
const complainedWords = new Set(keys("c complained complaint junk abuse spam"));
/** Word of a list whose members were put on it by hand. */
export const byHand =
  /manual|admin|customersuppress|userssuppress|usersuppress|manuell|adminblock|unsubscribedbyadmin/u;

/**
 * Returns what a value of a column of states says, or null for one that is not known.
 * @param text the value as the file writes it; `key` is its `standingKey`.
 */
export function standingOfWord(key: string, text: string): Standing | null {
  if (neverWords.has(key)) return "never";
  if (mailWords.has(key)) return "mail";
  if (deleted.has(key)) return "left";
  if (dead.has(key)) return "bounced";
  if (complainedWords.has(key)) return "complained";
  const stop = stopIn(key, text);
  if (stop === null || !negation.test(key)) return stop;
  // "Not bounced" denies a word that stands without its negation too; "no mail" and "nicht zustellbar" do not.
  return stopIn(key.replace(negation, ""), "") === null ? stop : null;
}

/** Returns the standing that stands somewhere in a text. A soft bounce is none: the address lives. */
export function stopIn(key: string, text: string): Exclude<Standing, "mail" | "never"> | null {
  if (complainedStem.test(key) && !/nospam|notspam/u.test(key)) return "complained";
  if ((bouncedStem.test(key) || numbersOfDeath.test(text)) && !softBounce.test(key)) return "bounced";
  if (leftStem.test(key)) return "left";
  return null;
}

/** Numbers of states, as Mailtrain and ActiveCampaign count them. */
export const numberedStandings: Record<string, Standing> = {
  "0": "never",
  "1": "mail",
  "2": "left",
  "3": "bounced",
  "4": "complained",
};
