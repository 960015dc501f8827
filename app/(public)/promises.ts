/** The landing page's promises. Each is true of the code as it is; change both together. */
export const promises = [
  {
    title: "Whoever opted out hears nothing more",
    how: "Every campaign message leaves by one door. It asks the suppression list when a message is queued and again in the moment it is sent. If the question gets no answer, nothing is sent.",
  },
  {
    title: "Leaving takes one click",
    how: "Every campaign message carries a one-click unsubscribe for mail clients and a link in its footer. It takes effect at once, also for what is already queued. Opening the link alone changes nothing, because mail filters open links too.",
  },
  {
    title: "You can say where each address came from",
    how: "Consent is kept as a list of grants and withdrawals, each with its source, the day it was given where you know it, and the time it was recorded. An import asks for its source before it takes a single row.",
  },
  {
    title: "A campaign is checked before it goes",
    how: "What the law asks for must be there: a sender, a postal address, a way to leave, a lawful ground for whoever gets it. Missing, it stops the campaign, with the way to fix it. So does a subject that poses as an answer; other style that looks like spam is a warning.",
  },
  {
    title: "Your mail server's password stays sealed",
    how: "It is encrypted with AES-256-GCM, bound to its own row and workspace. It is opened to sign in to your mail server, or to seal it with a new key, and each time is recorded. No page shows it again.",
  },
  {
    title: "Your own password is not stored",
    how: "Only its bcrypt hash is, at cost 12. Attempts are counted, and too many are refused.",
  },
  {
    title: "What happened stays written",
    how: "A change to people, consents, campaigns or your team and its audit entry are one transaction. For a year the database refuses to change or delete an entry.",
  },
  {
    title: "Workspaces do not see each other",
    how: "The database itself filters every row by workspace, under the checks of the program. A forgotten filter shows nothing.",
  },
];
