import type { Basis } from "#lib/audience/contacts/grounds.ts";
import { headerText } from "./cell-text.ts";

export const fields = [
  "email",
  "firstName",
  "lastName",
  "name",
  "country",
  "postalCode",
  "timeZone",
  "consentedAt",
  "consentSource",
  "consentIp",
  "confirmedAt",
  "confirmIp",
  "tags",
] as const;
export type Field = (typeof fields)[number];

/**
 * Column names in other products' exports, most usual first. Compared without case, accents, spaces
 * and punctuation: "E-Mail-Adresse" is "emailadresse".
 */
export const synonyms: Record<Field, string[]> = {
  email: words(`
    email emailaddress mail emailid emails primaryemail emailprimary subscriberemail contactemail useremail
    customeremail personalemail workemail businessemail email1 email1value emailaddress1 mailaddress eaddress
    adresseemail adressemail adresseelectronique courriel adressecourriel mel
    emailadresse mailadresse epost epostadresse epostaddress elektronischepost
    correo correoelectronico direcciondecorreo direcciondecorreoelectronico direccionemail direcciondeemail
    indirizzoemail indirizzomail indirizzodipostaelettronica postaelettronica
    enderecodeemail emaildocontato enderecoemail correioeletronico correioeletronico
    mailadres emailadres epostaadresi eposta emailcim adresaemail adresaemailowa adresemail adrespocztyelektronicznej
    sahkoposti sahkopostiosoite emailova emailovaadresa elektronickaadresa epostadress mejl mejladress
    netfang emailaadress elpastas epasts diachiemail thudientu surel alamatemail
    почта электроннаяпочта емейл имейл адресэлектроннойпочты элпочта електроннапошта пошта електроннаадреса
    ηλεκτρονικοταχυδρομειο διευθυνσηemail メール メールアドレス eメール 电子邮件 电子邮箱 邮箱 邮件地址 電子郵件
    電郵 이메일 이메일주소 전자메일 البريدالالكتروني بريد דואל דואראלקטרוני อีเมล ईमेल`),
  firstName: words(`
    firstname givenname forename first fname christianname firstnames contactfirstname
    prenom vorname rufname nombrepila nombredepila primernombre nomepropio primeironome nomedibattesimo
    voornaam roepnaam fornavn fornamn etunimi imie jmeno krestnijmeno keresztnev utonev prenume ad isim adi
    имя имяпервое імя όνομα ονομα 名 名前名 firstnamekana 이름 名字 שםפרטי الاسمالاول`),
  lastName: words(`
    lastname surname familyname last lname secondname contactlastname
    nomdefamille nomfamille patronyme nachname familienname zuname apellido apellidos primerapellido cognome
    sobrenome apelido ultimonome achternaam familienaam efternavn etternavn efternamn sukunimi nazwisko prijmeni
    priezvisko vezeteknev csaladnev numedefamilie soyad soyadi soyisim
    фамилия прізвище επωνυμο επίθετο 姓 苗字 성 姓氏 שםמשפחה اسمالعائلة`),
  name: words(`
    name fullname displayname contactname contact customername subscribername person
    nom nomcomplet nometprenom prenomnom prenometnom vollername vollstandigername vorundnachname namevorname
    nombre nombrecompleto nombreyapellidos nombreyapellido nome nomecompleto nominativo nomeecognome nomecognome
    naam volledigenaam navn fuldenavn fulltnavn namn fullstandigtnamn nimi imieinazwisko nazwa celejmeno
    nev teljesnev nume numecomplet adsoyad isimsoyisim
    фио полноеимя піб повнеімя ονοματεπωνυμο 氏名 名前 お名前 성명 姓名 全名 שםמלא الاسمالكامل الاسم`),
  country: words(`
    country countrycode countryname countryregion cc country1 region1 nation billingcountry shippingcountry mailingcountry
    pays codepays land landescode landerkennung landercode staat pais codigopais paese nazione codicepaese
    landcode landkode maa kraj panstwo zeme krajina orszag tara ulke
    страна країна χωρα 国 国家 국가 国家地区 國家 البلد ארץ מדינה`),
  postalCode: words(`
    postalcode postcode zip zipcode zippostalcode zippostal postalzip mailingzip mailingpostalcode billingzip billingpostalcode shippingzip
    codepostal postleitzahl plz codigopostal cap codiceavviamentopostale cep postnummer postinumero kodpocztowy psc iranyitoszam codpostal
    eircode 郵便番号 邮编 우편번호`),
  timeZone: words(
    `timezone tz ianatimezone olsontimezone fuseauhoraire zeitzone zonahoraria fusoorario fusohorario tijdzone tidszon tidssone`,
  ),
  consentedAt: words(`
    consentdate consentedat consenttime consenttimestamp optindate optintime optints optintimestamp
    subscribedat subscribedon subscribedate signedup signedupon signup joined joinedat joinedon datejoined membersince subscribersince
    createdat created createdon datecreated registeredat registered registeredon registrationdate dateofregistration agreedon agreedat
    dateagreed acceptedat optindatum inscritle inscriptionle fechadealta datadiiscrizione datainscricao subscribedsince subscriptiondate dateofconsent dateadded signupdate signedupat optedinat
    signuptime signuptimestamp signupts subscribedate subscribetime subscribetimestamp subscriptiontime subscriptiontimestamp subscriptioncreatedat
    emailmarketingconsenttimestamp emailconsenttimestamp emailoptindate marketingconsentdate firstsubscribed firstsubscribedat optinat addedtime addedat
    addedon createdate creationdate firstseen firstseenat
    dateconsentement dateinscription datedinscription datedabonnement dateabonnement inscritdepuis einwilligungsdatum einwilligungam anmeldedatum
    datumdereinwilligung zeitpunktdereinwilligung einwilligungszeitpunkt einwilligungerteiltam eingewilligtam
    zustimmungsdatum datumderzustimmung zustimmungam zugestimmtam datumderanmeldung anmeldungam angemeldetam
    optindatum datumdesoptin registrierungsdatum registriertam fechadeconsentimiento fechaalta
    datadelconsenso datadiiscrizione datadeconsentimento toestemmingsdatum inschrijfdatum`),
  consentSource: words(`
    consentsource source optinsource signupsource subscribesource leadsource origin consentmethod
    sourceconsentement origine quelle herkunft einwilligungsquelle
    quelledereinwilligung herkunftdereinwilligung ortdereinwilligung zustimmungsquelle anmeldequelle fuente origen fonte origem bron`),
  consentIp:
    words(`consentip optinip signupip subscribeip subscriptionip subscriberip registrationip registerip ipsignup ipoptin ip ipaddress adresseip
    ipadresse ipadres ipadress ipaddr clientip sourceip originalip initialip createdip
    ipadressedereinwilligung ipadressederanmeldung anmeldeip einwilligungsip ipinscription adresseipinscription direccionip ipdealta ipalta
    indirizzoip ipiscrizione enderecoip ipinscricao inschrijfip tilmeldingsip adresip ipадрес ipадреса ipアドレス ip地址 ip주소`),
  confirmedAt: words(`
    confirmtime confirmts confirmedat confirmedon confirmdate confirmat confirmtimestamp confirmedtime confirmeddate confirmedtimestamp
    confirmationtime confirmationdate confirmationtimestamp confirmationts confirmationat dateconfirmed dateofconfirmation timeconfirmed
    doubleoptintime doubleoptindate doubleoptinat doubleoptints doubleoptintimestamp doubleoptinconfirmedat doitime doidate doiat doits doitimestamp
    optinconfirmedat optinconfirmtime optinconfirmationdate optinconfirmationtime optinconfirmeddate emailconfirmedat subscriptionconfirmedat
    subscriberconfirmedat activatedat activationdate
    bestätigtam bestätigungsdatum datumderbestätigung bestätigungszeitpunkt zeitpunktderbestätigung bestätigtum doidatum datumdoi doubleoptindatum
    confirmele confirmeele dateconfirmation datedeconfirmation heuredeconfirmation
    fechaconfirmacion fechadeconfirmacion confirmadoel horadeconfirmacion dataconferma datadiconferma confermatoil dataconfirmacao
    datadeconfirmacao confirmadoem bevestigdop bevestigingsdatum datumbevestiging bekræftetden bekræftelsesdato bekreftetdato bekreftelsesdato
    bekräftaddatum bekräftelsedatum vahvistettu vahvistuspäivä datapotwierdzenia potwierdzonodnia datumpotvrzení potvrzenodne
    megerősítésdátuma dataconfirmarii onaytarihi датаподтверждения подтвержден датапідтвердження ημερομηνιαεπιβεβαιωσης
    確認日 確認日時 确认时间 确认日期 確認時間 확인일 확인일시`),
  confirmIp: words(`
    confirmip confirmedip confirmationip ipconfirm ipconfirmed confirmipaddress confirmationipaddress doubleoptinip doiip optinconfirmip
    optinconfirmationip confirmedfromip bestätigungsip ipderbestätigung ipadressederbestätigung doiipadresse ipconfirmation adresseipconfirmation
    ipdeconfirmation ipconfirmacion ipdeconfirmacion direccionipdeconfirmacion ipconferma ipdiconferma ipconfirmacao ipdeconfirmacao
    bevestigingsip bekraeftelsesip bekraftelseip ippotwierdzenia ippotvrzeni ipподтверждения ipпідтвердження 確認ip 确认ip`),
  tags: words(`
    tags tag tagnames taglist subscribertags contacttags labels label groups groupnames group segments segment list lists
    etiquettes etiquette schlagworte schlagwort schlagwörter stichworte stichwörter gruppe gruppen etiquetas etiqueta etichette etichetta
    marqueurs marcadores marcador trefwoorden etiketter etikett tunnisteet etykiety tagi stitky címkék etichete etiketler теги метки метка мітки ετικετες
    タグ 标签 標籤 태그 الوسوم תגיות`),
};

/** Names of the column with the day that a ground counts from, before the general names of `consentedAt`. */
export const dayNamesOf: Record<Basis, ReadonlySet<string>> = {
  express: new Set(),
  legitimate_interest: new Set(),
  implied_purchase: new Set(
    words(`purchasedate dateofpurchase purchasedat purchasedon lastpurchase lastpurchasedate orderdate lastorder lastorderdate dateoforder
    orderedat boughton boughtat saledate invoicedate paidat paymentdate lastpaymentat contractdate contractend kaufdatum letzterkauf
    bestelldatum rechnungsdatum dateachat dateducommande datecommande dernierachat fechacompra fechadecompra fechapedido datadiacquisto
    dataordine datadacompra datacompra aankoopdatum besteldatum kopdatum kobsdato ostopaiva datazakupu datumnakupu`),
  ),
  implied_publication: new Set(words("founddate foundon publishedon publicationdate")),
  implied_disclosed: new Set(words("cardgivenon metondate meton dategiven")),
  implied_non_business: new Set(
    words(`donationdate dateofdonation donatedon donatedat lastdonation lastdonationdate giftdate lastgiftdate membershipend membershipends
    membershipexpires membershipexpiry memberuntil renewaldate volunteeredon lastvolunteered spendendatum datedon datedudon fechadonacion`),
  ),
  implied_inquiry: new Set(
    words(`inquirydate dateofinquiry inquiredon inquiredat enquirydate dateofenquiry enquiredon requestdate requestedat contactedat contactedon
    contactdate dateofcontact anfragedatum anfrageam kontaktdatum datedemande datededemande fechaconsulta fechadeconsulta
    datarichiesta datapedido aanvraagdatum`),
  ),
};

/** Header keys of dates that say nothing about consent. */
export const otherDates =
  /birth|dob|geburt|naiss|nacim|nascit|nascim|geboorte|unsub|last|letzt|derni|ultim|expir|ends|until|bis$|cancel|delet|bounce|clean|updat|chang|modif|open|click|visit|seen|login|paid|payment|upgrade|purchase|order|bestell|kauf|sent|renew/;

/** Words that mean the whole name, the first or the last, depending on the columns beside them. */
export const sharedNames = new Set(words("name nom nombre nome naam navn namn nimi nev nume name1"));

/** Returns a header as `synonyms` spells it. */
export function headerKey(header: string): string {
  return headerText(header)
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}

function words(text: string): string[] {
  return text.trim().split(/\s+/).map(headerKey);
}

/** Ends of names that say what a column is whatever stands before them: "Subscriber country", "Default Address Country Code". */
export const endings: Partial<Record<Field, string[]>> = {
  email: words("emailaddress emailadresse emailadres email courriel mailadresse"),
  firstName: words("firstname givenname vorname prenom"),
  lastName: words("lastname surname familyname nachname"),
  country: words("country countryregion countrycode countryname countryregioncode"),
};

/** Names that end alike and mean something else. */
export const otherEndings =
  /phone|mobile|calling|dial|sms|assistant|spouse|referr|refered|owner|manager|emergency|agent|salesrep|company/;
