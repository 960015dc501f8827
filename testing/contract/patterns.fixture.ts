/**
 * Patterns whose time grows with the square or the cube of their text, each with what keeps that text short or harmless. The words after the
 * file are the pattern as it is written.
 */
export const shortTexts: Record<string, string> = {
  "lib/account/devices/location.ts /\\s*\\(.*$/": "Names of places come from the product's own database.",
  "lib/account/passwords/fold.ts /\\P{L}+$/u": "A password has at most 256 characters.",
  "lib/audience/contact-fields/value.ts /0+$/": "At most six digits.",
  "lib/audience/contacts/country.ts /^[([<\"'#]+|[)\\]>\"'!?]+$/g": "At most 30 characters.",
  "lib/audience/contacts/country.ts /[,;/|()[\\]·•:\\n]+|\\s[-–—]\\s|\\s*[-–—]\\s+/":
    "At most 120 characters.",
  "lib/audience/contacts/country.ts /^([^,(]+)[,(]\\s*([^,()]+)\\)?$/": "At most 120 characters.",
  "lib/audience/contacts/dates.ts /^(\\d{1,2})\\s*([-/.\\s])\\s*(\\d{1,2})\\s*[-/.\\s]\\s*['’]?(\\d{4}|\\d{2})\\.?$/":
    "At most 80 characters.",
  "lib/audience/contacts/dates.ts /(?:^|[\\sT,])(?:\\d{1,2}(?::|h|\\.)\\d{2}(?:(?::|\\.)\\d{2}(?:[.,]\\d{1,9})?)?|\\d{2}\\d{2}(?:\\d{2})?(?=Z$))\\s*(?:[ap]\\.?m\\.?|uhr|h)?\\s*(?:z|(?:utc|gmt)?\\s*[+-]\\d{1,2}(?::?\\d{2})?|[a-z]{3,4})?$/i":
    "At most 80 characters.",
  "lib/audience/contacts/dates.ts /\\([^)]*\\)/g":
    "At most 80 characters, eighteen times as many once normalised.",
  "lib/audience/contacts/permission.ts /[.\\s]+$/": "Words of a reason, which have at most 500 characters.",
  "lib/audience/imports/reader/standing/columns.ts /(?:accepts|consentto|agreesto|optinto).*(?:email|marketing|newsletter)/u":
    "A heading is cut at 200 characters.",
  "lib/audience/imports/reader/standing/columns.ts /(?:email|newsletter|marketing|subscri|opt).*status$/u":
    "A heading is cut at 200 characters.",
  'lib/audience/imports/reader/xlsx/workbook.ts /"[^"]*"|\\[(?!h|m|s)[^\\]]*\\]|\\\\.|_.|\\*./gi':
    "A format is cut at 255 characters.",
  "lib/audience/subscriber-pages/words.ts /\\s*;\\s*/": "The header is cut at 200 characters.",
  "lib/crypto/ed25519.ts /=+$/": "A signature of the product's own.",
  "lib/audit/exports/file/names.ts /^-+|-+$/g": "The name of a workspace.",
  "lib/edge/action-pages.ts /\\/\\([^)]+\\)/g": "Paths of the product's own pages.",
  "lib/edge/action-pages.ts /\\/\\[\\[\\\\\\.\\\\\\.\\\\\\.[^\\]]+\\]\\]/g":
    "Paths of the product's own pages.",
  "lib/edge/action-pages.ts /\\[\\\\\\.\\\\\\.\\\\\\.[^\\]]+\\]/g": "Paths of the product's own pages.",
  "lib/edge/action-pages.ts /\\[[^\\]]+\\]/g": "Paths of the product's own pages.",
  "lib/edge/admit.ts /^https?:\\/\\/([^/?#]+)(.*)$/i":
    "Only a line break would make it slow, and no request line holds one.",
  "lib/edge/client-ip.ts /%.*$/": "Only a line break would make it slow, and no header holds one.",
  "lib/edge/trust.ts /\\/.*$/": "A setting of the operator's.",
  "lib/files/s3-store.ts /^\\/+|\\/+$/g": "A setting of the operator's.",
  "lib/mail/message/html.ts /(<style[^>]*>)([^<]*(?:<(?!\\/style)[^<]*)*)/gi":
    "The product's own frame; what people write has no tags in it.",
  'lib/mail/message/markup/dead-marks.ts /(?<![\\p{L}\\p{N}])(?!https?:)[a-z][a-z0-9+.-]{1,20}:\\/\\/[^\\s<>"]{1,80}/iu':
    "At most 20 characters are read again.",
  "lib/mail/message/markup/link-problem.ts /^(localhost|.+\\..+|\\[.*\\])$/":
    "Only a line break would make it slow, and no host name holds one.",
  "lib/mail/message/mime.ts /^[!-;=?-~]+@[!-;=?-~]+$/": "An address has at most 254 characters.",
  "lib/mail/one-person.ts /(?<=.)\\+.*$/": "An address has at most 254 characters.",
  'lib/mail/platform/platform-mail.ts /^\\s*"?([^"<]*?)"?\\s*<([^>]+)>\\s*$/': "A setting of the operator's.",
  "lib/mail/smtp/same-reply.ts /\\b[a-z0-9-]+(?:\\.[a-z0-9-]+)+\\b/g": "A reply is cut at 1,000 characters.",
  "lib/mail/smtp/same-reply.ts /\\S*\\d\\S*/g": "A reply is cut at 1,000 characters.",
};
