/** A sender's colour is one of these names: a fixed set keeps the contrast in both themes and needs no style of its own. */
export const senderColours = ["evergreen", "ocean", "plum", "brick", "ochre", "slate", "ink"] as const;
export type SenderColour = (typeof senderColours)[number];
