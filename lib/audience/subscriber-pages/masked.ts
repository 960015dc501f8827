/** Returns `ada@example.com` as `a•••@example.com`. */
export function masked(email: string): string {
  // The address of an erased person is kept nowhere.
  if (email === "") return "your address";
  const [local = "", domain = ""] = email.split("@");
  return `${[...local][0] ?? ""}•••@${domain}`;
}
