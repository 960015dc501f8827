/** How a press on a link of a change of address can end, and what its page says then. */
export const outcomes = {
  confirmed: {
    title: "One step is left",
    text: "Confirmed. Now open the mail we sent to your old address, and approve the change there.",
  },
  approved: {
    title: "One step is left",
    text: "Approved. Now open the mail we sent to the new address, and confirm it there.",
  },
  changed: {
    title: "Your address is changed",
    text: "Your account has its new address now: sign in with it from now on. Every other browser was signed out. The old address can take it back for 7 days.",
  },
  restored: {
    title: "Your address is back",
    text: "The account has this address again. Every browser was signed out, and the old password is gone. Open the mail we sent you now to choose a new one.",
  },
  kept: {
    title: "Nothing changes",
    text: "The change is called off. The account keeps this address.",
  },
} as const;

export const pageOf = (outcome: keyof typeof outcomes) => `/change-email/done/${outcome}`;
