/** The values of the cookie `__Host-mn.theme` and of `<html data-theme>`. */
export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** What the cookie says; anything else is "system". */
export function readTheme(value: string | undefined): Theme {
  return themes.find((theme) => theme === value) ?? "system";
}
