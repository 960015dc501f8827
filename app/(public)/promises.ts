/** The landing page's promises. Each is true of the code as it is; change both together. */
export const promises = [
  {
    title: "Whoever opted out hears nothing more",
    how: "All mail leaves by one door. It asks the suppression list when a message is queued and again in the moment it is sent. If the question gets no answer, nothing is sent.",
  },
  {
    title: "Leaving takes one click",
    how: "Every message carries a one-click unsubscribe for mail clients and a link in its footer. It takes effect at once, also for what is already queued. Opening the link alone changes nothing, because mail filters open links too.",
  },
  {
    title: "You can say where each address came from",
    how: "Consent is kept as a list of grants and withdrawals with time and source. An import asks for its source before it takes a single row.",
  },
  {
    title: "A campaign is checked before it goes",
    how: "What the law asks for must be there: a sender, a postal address, a way to leave, the consent of whoever gets it. Missing, it stops the campaign, with the article and the way to fix it. Style that looks deceptive is a warning.",
  },
  {
    title: "Your mail server's password stays sealed",
    how: "It is encrypted with AES-256-GCM, bound to its own row and workspace. Only the process that signs in to your mail server opens it, and no page shows it again.",
  },
  {
    title: "Your own password is not stored",
    how: "Only its bcrypt hash is, at cost 12. Attempts are counted, and too many are refused.",
  },
  {
    title: "What happened stays written",
    how: "Each change and its audit entry are one transaction. The database refuses to change or delete an entry.",
  },
  {
    title: "Workspaces do not see each other",
    how: "The database itself filters every row by workspace, under the checks of the program. A forgotten filter shows nothing.",
  },
];
