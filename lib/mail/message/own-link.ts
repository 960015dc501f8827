/** Whether a link's whole address is a field that holds a page of ours for its reader: to leave, or to agree. */
export const isOwnLink = (href: string): boolean =>
  /^\s*\{\{\s*(?:unsubscribe|agree)_url\s*\}\}\s*$/i.test(href);
