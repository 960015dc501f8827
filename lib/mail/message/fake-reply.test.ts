import { expect, test } from "@playwright/test";
import { fakesReply } from "./fake-reply.ts";

test("a subject that poses as an answer is one in every language", { tag: "@CS4" }, () => {
  for (const prefix of [
    ..."Re Fw Fwd FWD AW WG RV TR SV VS Antw Odp PD RIF RES ENC YNT İLT VÁ Rép ATB BLS".split(" "),
    ..."回复 回覆 答复 转发 轉寄 返信 転送 답장 ответ Отв Απ ΣΧΕΤ תגובה رد".split(" "),
  ])
    for (const subject of [
      `${prefix}: our talk`,
      `  ${prefix} : x`,
      `${prefix}[2]: x`,
      `${prefix}：x`,
      `${prefix.toLowerCase()}: x`,
    ])
      expect(fakesReply(subject), subject).toBe(true);
  for (const subject of ["RE: re: x", "R\u200be: x", "ＲＥ: x", "[Shop] Re: x", "Re (2): x", "\tRe:"])
    expect(fakesReply(subject), subject).toBe(true);
});

test("an honest subject is no answer", () => {
  for (const subject of [
    "Regarding your order",
    "Answers: what you asked",
    "Retreat: book now",
    "Recipes: ten of them",
    "Tour: dates",
    "Is it: yes",
    "Re",
    "New: the spring list",
    "Pd dates",
    "回复你的问题",
  ])
    expect(fakesReply(subject), subject).toBe(false);
});
