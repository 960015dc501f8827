/** Lists the groups of events in the order of the filter, with those of accounts first, then those of the workspace. */
export const groups = {
  "sign-ins": "Sign-ins",
  passwords: "Passwords",
  "two-factor": "Two-factor",
  passkeys: "Passkeys",
  sessions: "Sessions",
  "account-recovery": "Account recovery",
  account: "Accounts and addresses",
  team: "Team",
  mail: "Mail accounts and domains",
  contacts: "Contacts and consents",
  suppressions: "Suppressions",
  imports: "Imports",
  campaigns: "Newsletters and campaigns",
  exports: "Exports and deletions",
  keys: "Keys and credentials",
  refusals: "Refused access",
  "audit-log": "Audit log",
  settings: "Settings",
  "api-keys": "API keys",
} as const;

export type Group = keyof typeof groups;

export const isGroup = (value: string): value is Group => Object.hasOwn(groups, value);
