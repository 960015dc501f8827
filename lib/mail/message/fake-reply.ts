import { cutText } from "#lib/core/cut-text.ts";

/** What mail programs put before the subject of an answer or a forwarded message, by language. */
const prefixes = [
  "re|fw|fwd", // English and most others
  "aw|wg|antwort|weitergeleitet", // German
  "rép|rep|ré|tr|réf", // French
  "rv|res|enc|reenv|rta", // Spanish and Portuguese
  "r|rif|i|inoltra", // Italian
  "antw|doorst|bet", // Dutch
  "sv|vs|vb|vl|videresendt", // Swedish, Danish, Norwegian, Finnish
  "odp|pd|podaj", // Polish
  "ynt|(?:i\\u0307?|İ)lt|yan", // Turkish
  "vá|továbbítás|továbbítva", // Hungarian
  "atb|pārs|ats|persiųsta", // Latvian and Lithuanian
  "bls|trs", // Indonesian and Malay
  "ответ|отв|пересл|переслать|пересылка|відповідь|відп", // Russian and Ukrainian
  "απ|σχετ|πρθ|προωθ", // Greek
  "תגובה|השב|הועבר", // Hebrew
  "رد|إعادة توجيه|پاسخ", // Arabic and Persian
  "回复|回覆|回復|答复|答覆|转发|轉寄|轉發", // Chinese
  "返信|転送|답장|회신|전달", // Japanese and Korean
  "trả lời|chuyển tiếp|ตอบ|ส่งต่อ", // Vietnamese and Thai
].join("|");

const fake = new RegExp(
  `^(?:\\[[^\\]]{1,40}\\] ?)?(?:${prefixes.normalize("NFC")}) ?(?:[[(^*]? ?\\d{1,3} ?[\\])]?)? ?[:：︰∶]`,
  "iu",
);

/**
 * Returns whether a subject poses as an answer or a forwarded message. CAN-SPAM 7704(a)(2) forbids subjects that
 * mislead about the message, and a campaign answers nobody.
 */
export function fakesReply(subject: string): boolean {
  // Only the beginning counts, and runs of blanks and invisible characters hide nothing.
  const start = cutText(subject, 400)
    .normalize("NFKC")
    .replace(/[\p{Cf}]+/gu, "")
    .replace(/\s+/g, " ")
    .trim();
  return fake.test(start.normalize("NFC"));
}
