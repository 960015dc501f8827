/**
 * A command's name says its path: lib/audience/newsletters/archive.ts is `newsletter.archive`. testing/contract/names.test.ts holds it, so
 * no list of names is kept.
 */
export type CommandName = `${string}.${string}`;
