/** A sender's colour is one of these names: a fixed set keeps the contrast in both themes and needs no style of its own. */
export const senderColours = ["evergreen", "ocean", "plum", "brick", "ochre", "slate", "ink"] as const;
export type SenderColour = (typeof senderColours)[number];

/** The same colours for mails, whose readers' programs know no oklch. */
export const mailColours: Record<SenderColour, string> = {
  evergreen: "#207757",
  ocean: "#2176a8",
  plum: "#9a4c95",
  brick: "#b94834",
  ochre: "#926422",
  slate: "#627080",
  ink: "#706f69",
};
