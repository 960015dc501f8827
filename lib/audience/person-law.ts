import { optInCountries } from "./opt-in-countries.ts";

/** The law a person's consent is judged by. `strict` is all of them at once, for a person who may live anywhere. */
export type Law = "canada" | "europe" | "elsewhere" | "strict";

/** What tells a person's law, the surest first. `audience` is what the workspace says of all whose country nothing tells. */
type LawSource = "country" | "written" | "signs" | "audience";

const listed = (words: string) => `('${words.trim().split(/\s+/).join("', '")}')`;

const canadianDomains = listed("ca quebec");
/** Top domains of the countries of opt-in, of their regions and of the European Union. */
const europeanDomains = listed(`${optInCountries
  .filter((code) => code !== "GB")
  .join(" ")
  .toLowerCase()}
  uk gb eu xn--e1a4c xn--qxa6a xn--90ae xn--qxam cat eus gal barcelona madrid bzh alsace corsica paris berlin hamburg bayern koeln cologne
  nrw ruhr saarland wien tirol amsterdam frl brussels vlaanderen gent swiss zuerich scot wales cymru london irish`);
/** Top domains of two letters that people everywhere use for what they spell: they tell no country. */
const worldDomains = listed(
  "ac ad ag ai am as bz cc cd co cx dj fm gg gs im in io je la ly me mn ms mu nf nu pn pro sc sh st su sr tk tm to tv vc vg ws",
);

const canadianCode = "^[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z] ?-?[0-9][ABCEGHJ-NPRSTV-Z][0-9]$";
/** United Kingdom, Ireland, Netherlands, Portugal, Poland, Nordic and Czech form, codes that begin with their country's letters. */
const europeanCodes = [
  "^[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][ABD-HJLNP-UW-Z]{2}$",
  "^[AC-FHKNPRTV-Y][0-9][0-9W] ?[0-9AC-FHKNPRTV-Y]{4}$",
  "^[0-9]{4} ?[A-Z]{2}$",
  "^[0-9]{4}-[0-9]{3}$",
  "^[0-9]{2}-[0-9]{3}$",
  "^[0-9]{3} [0-9]{2}$",
  "^(?:A|B|BE|CH|CY|CZ|D|DE|DK|E|ES|F|FI|FIN|FR|GR|HR|HU|I|IS|IT|L|LI|LT|LU|LV|MT|N|NL|NO|P|PL|PT|RO|S|SE|SI|SK)[- ][0-9]{4,6}$",
];
const americanCode = "^[0-9]{5}-[0-9]{4}$";

const canadianZones = listed(`
  America/Atikokan America/Blanc-Sablon America/Cambridge_Bay America/Coral_Harbour America/Creston America/Dawson America/Dawson_Creek
  America/Edmonton America/Fort_Nelson America/Glace_Bay America/Goose_Bay America/Halifax America/Inuvik America/Iqaluit America/Moncton
  America/Montreal America/Nipigon America/Pangnirtung America/Rainy_River America/Rankin_Inlet America/Regina America/Resolute
  America/St_Johns America/Swift_Current America/Thunder_Bay America/Toronto America/Vancouver America/Whitehorse America/Winnipeg
  America/Yellowknife`);
/** Zones of opt-in countries that do not begin with Europe. */
const europeanZones = listed(`
  Africa/Ceuta America/Cayenne America/Guadeloupe America/Marigot America/Martinique Arctic/Longyearbyen Asia/Famagusta Asia/Nicosia
  Atlantic/Azores Atlantic/Canary Atlantic/Jan_Mayen Atlantic/Madeira Atlantic/Reykjavik CET Eire EET GB GB-Eire Iceland Indian/Mayotte
  Indian/Reunion MET Poland Portugal WET`);
/** Zones that begin with Europe and belong to none of those countries. */
const otherEuropeanZones = listed(`
  Europe/Andorra Europe/Astrakhan Europe/Belgrade Europe/Chisinau Europe/Istanbul Europe/Kaliningrad Europe/Kiev Europe/Kirov Europe/Kyiv
  Europe/Minsk Europe/Moscow Europe/Podgorica Europe/Samara Europe/Sarajevo Europe/Saratov Europe/Simferopol Europe/Skopje Europe/Tirane
  Europe/Tiraspol Europe/Ulyanovsk Europe/Uzhgorod Europe/Volgograd Europe/Zaporozhye`);

/** Returns what the end of an address tells. */
const byDomain = (p: string) => {
  const top = `substring(${p}.domain from '[^.]+$')`;
  return `case when ${top} in ${canadianDomains} then 'canada' when ${top} in ${europeanDomains} then 'europe'
    when ${top} ~ '^[a-z]{2}$' and ${top} not in ${worldDomains} then 'elsewhere' end`;
};

const byPostalCode = (p: string) => {
  const code = `upper(btrim(${p}.postal_code))`;
  return `case when ${p}.postal_code is null then null when ${code} ~ '${canadianCode}' then 'canada'
    when ${europeanCodes.map((shape) => `${code} ~ '${shape}'`).join(" or ")} then 'europe'
    when ${code} ~ '${americanCode}' then 'elsewhere' end`;
};

const byTimeZone = (p: string) => `case when ${p}.time_zone is null then null
    when ${p}.time_zone in ${canadianZones} or ${p}.time_zone like 'Canada/%' then 'canada'
    when ${p}.time_zone in ${europeanZones} or ${p}.time_zone like 'Europe/%' and ${p}.time_zone not in ${otherEuropeanZones} then 'europe'
    when ${p}.time_zone ~ '^(?:Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific|US)/' then 'elsewhere' end`;

/** Returns what the three signs tell together: the strictest of them, and all laws where two of them ask for consent. */
const bySigns = (p: string) => `(select case
      when signs.told like '%canada%' and signs.told like '%europe%' then 'strict'
      when signs.told like '%canada%' then 'canada' when signs.told like '%europe%' then 'europe'
      when signs.told <> '' then 'elsewhere' end
    from (select concat_ws(' ', ${byDomain(p)}, ${byPostalCode(p)}, ${byTimeZone(p)}) as told offset 0) signs)`;

const declared =
  "(select case w.audience when 'worldwide' then 'strict' else w.audience end from workspaces w where w.id = (select app_workspace_id()))";

/** Returns the law of a person as SQL. `p` is an alias of contacts. */
export const lawOf = (p: string): string => `case
  when ${p}.country = 'CA' then 'canada'
  when ${p}.country in ${listed(optInCountries.join(" "))} then 'europe'
  when ${p}.country is not null then 'elsewhere'
  when ${p}.country_written is not null then 'strict'
  else coalesce(${bySigns(p)}, ${declared}) end`;

/** Returns how a person's law was found, as SQL that gives JSON: the source, and what each sign tells. */
export const lawFoundBy = (p: string): string => `jsonb_build_object('law', ${lawOf(p)}, 'source', case
    when ${p}.country is not null then 'country' when ${p}.country_written is not null then 'written'
    when ${bySigns(p)} is not null then 'signs' else 'audience' end,
  'domain', ${byDomain(p)}, 'postalCode', ${byPostalCode(p)}, 'timeZone', ${byTimeZone(p)})`;

export type LawFound = {
  law: Law;
  source: LawSource;
  domain: Law | null;
  postalCode: Law | null;
  timeZone: Law | null;
};
