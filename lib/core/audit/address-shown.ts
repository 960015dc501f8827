import type { Shown } from "./words.ts";

/** How audit entries show whether an erased address was kept off. */
export const addressShown: Shown = {
  label: "Address",
  words: { true: "Blocked from coming back", false: "Free to come back" },
};
