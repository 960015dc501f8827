import { escapeHtml } from "#lib/mail/message/merge.ts";

/** Markup that is safe to send, because every value in it was escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type HtmlValue = Html | string | number | false | null | undefined | readonly HtmlValue[];

/**
 * Returns markup with every value escaped, in text and in quoted attributes alike. Markup of ours, made by the same
 * function, stays as it is; `false`, null and undefined are left out; lists are joined.
 */
export function html(parts: TemplateStringsArray, ...values: HtmlValue[]): Html {
  return new Html(parts.reduce((text, part, at) => text + shown(values[at - 1]) + part));
}

function shown(value: HtmlValue): string {
  if (value === false || value === null || value === undefined) return "";
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(shown).join("");
  return escapeHtml(String(value));
}
