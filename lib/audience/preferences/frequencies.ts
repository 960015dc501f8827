/** How often a person may choose to get mail. */
export const frequencies = ["every", "weekly", "monthly"] as const;
export type Frequency = (typeof frequencies)[number];
