/**
 * A command's name follows from its path: lib/audience/newsletters/archive.ts is `newsletter.archive`. No list of names is
 * kept, because testing/contract/names.test.ts enforces the rule.
 */
export type CommandName = `${string}.${string}`;
