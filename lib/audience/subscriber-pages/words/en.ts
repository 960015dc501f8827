/**
 * All words of subscribers' pages and of the mail to subscribers, in ICU messages. The other languages have the same keys.
 * An apostrophe is typographic, because a straight one quotes in ICU.
 */
export const en = {
  page: {
    sentWith: "Sent with Mailneo",
    close: "You can close this page.",
  },
  unsubscribe: {
    tab: "Unsubscribe",
    ask: "Unsubscribe from {newsletter}?",
    askAll: "Stop mail from {sender}?",
    goesTo: "The mail goes to {address}. One click ends it at once, without a password.",
    fromNewsletter: "Unsubscribe from {newsletter}",
    fromAll: "Stop all mail from {sender}",
    left: "You are unsubscribed from {newsletter}",
    leftAll: "You are unsubscribed",
    leftHolds:
      "{newsletter} will not come to {address} any more. This holds from now on, for messages already prepared too.",
    leftAllHolds:
      "{sender} will not send anything to {address} any more. This holds from now on, for messages already prepared too.",
    nothingElse: "There is nothing else to do. You can close this page.",
  },
  undo: {
    heading: "That was a mistake?",
    until:
      "For {minutes, plural, one {# minute} other {# minutes}} more, one click takes it back. You can unsubscribe again at any time, with the link in every message.",
    back: "Put me back on {newsletters}",
    wording: "I unsubscribed by mistake. {sender} may send me {newsletters} again, until I unsubscribe.",
    done: "You are back on {newsletters}",
    doneAll: "You are back",
    doneHolds: "Mail goes to {address} again, as before.",
  },
  reason: {
    ask: "Why did you leave? (optional)",
    tooOften: "Too many messages",
    notRelevant: "Not what I expected, or no longer interesting",
    neverSignedUp: "I never signed up",
    other: "Another reason",
    more: "Anything to add?",
    send: "Send reason",
    thanks: "Thank you. {sender} sees your reason.",
  },
  broken: {
    title: "This link does not work",
    cutOff:
      "It may have been cut off on its way. Open it from the message itself, with all of its characters.",
    still:
      "Still not? Get a new link by email, or answer the message with the word “unsubscribe”: the sender has to honour that too.",
  },
  mailLink: {
    tab: "Get your unsubscribe link",
    title: "Get your unsubscribe link by email",
    why: "Enter the address that gets the mail. A link that ends it at once goes there, without a password.",
    email: "Email address",
    send: "Email me my link",
    sentTitle: "Check your inbox",
    sent: "If mail was sent to {address} from here, a message with your links is on its way. It can take a few minutes.",
    sentNothing: "Nothing there? The mail may have gone to another of your addresses.",
    invalid: "Enter an email address, like name@example.com.",
    subject: "Your unsubscribe links",
    heading: "Unsubscribe with one click",
    listed:
      "These senders have sent mail to {address}. Each link opens a page with one button, which ends the mail at once.",
    link: "Unsubscribe from {sender}",
    notYou:
      "You did not ask for this? Then do nothing: nothing changes until you press a button on one of these pages.",
  },
  subscribe: {
    tab: "Subscribe",
    title: "Subscribe to {newsletter}",
    email: "Email address",
    agree:
      "{sender} may send me {newsletter} by email. I can unsubscribe at any time, with the link in every message.",
    notice: "How {sender} handles your data:",
    button: "Subscribe",
    hidden: "Leave this empty",
    invalid: "Enter an email address, like name@example.com.",
    again: "Check the address and press the button once more.",
    proveTitle: "One more step",
    prove:
      "Programs are filling in this form right now. Your browser works for a few seconds to show that it is not one of them.",
    proveCrowd:
      "Many people on your network are subscribing right now. Your browser works for a few seconds to show that it is not a program.",
    proveWait:
      "Is the button still gray, or does your browser run no scripts? Wait one minute, then press the button below.",
    proving: "Your browser is working…",
    proved: "Done. Press the button.",
    without: "Subscribe without the check",
    early: "One minute is not over yet. Wait a moment, then press the button again.",
    sentTitle: "Check your inbox",
    sent: "If {newsletter} can be sent to {address}, a message with a link is on its way. Open it and confirm: nothing is sent before.",
    nothingYet: "Nothing there after a few minutes? Look in the spam folder, or try again later.",
    closedTitle: "This newsletter takes no new subscribers",
    closed: "The address may be cut off, or the newsletter has ended.",
  },
  confirm: {
    tab: "Confirm your subscription",
    ask: "Confirm your subscription to {newsletter}",
    who: "{sender} will send {newsletter} to {address}. You can unsubscribe at any time, with the link in every message.",
    button: "Confirm subscription",
    notMe: "I did not request this",
    done: "You are subscribed to {newsletter}",
    doneHolds: "{sender} will send it to {address}.",
    already: "You already confirmed {newsletter}",
    alreadyHolds: "There is nothing else to do. You can close this page.",
    expired: "This link has expired",
    expiredHow: "A link is good for 7 days. Subscribe again to get a new one.",
    again: "Subscribe to {newsletter}",
    disowned: "You will not get {newsletter}",
    disownedHolds: "The request is cancelled, and nothing is sent to {address}.",
    ended: "{newsletter} has ended",
  },
  confirmMail: {
    subject: "Confirm your subscription to {newsletter}",
    who: "Somebody, probably you, entered {address} to get {newsletter} from {sender}.",
    whenFrom: "That was on {when}, from IP address {ip}.",
    when: "That was on {when}.",
    how: "Open the link and press the button there. Nothing is sent to you before. The link is good for 7 days.",
    open: "Confirm subscription",
    orOpen: "Or open this address:",
    notYou:
      "You did not request this? Do nothing, and nothing is sent to you. On the same page, “I did not request this” also stops further requests.",
  },
  preferences: {
    tab: "Your mail",
    title: "Your mail from {sender}",
    goesTo: "These choices are for {address}.",
    saved: "Your choices are saved. They hold from now on.",
    blocked:
      "Mail to this address is stopped for another reason, so you cannot add newsletters here. Answer one of the messages to ask why.",
    which: "What would you like to get?",
    pause: "Pause all mail until (optional)",
    paused: "No newsletter reaches you before {day}.",
    howOften: "How often?",
    every: "Every message",
    weekly: "At most one message a week",
    monthly: "At most one message a month",
    agree:
      "I want {sender} to send me the newsletters I ticked, and none I did not tick. I can change this or unsubscribe at any time.",
    language: "Language",
    browserLanguage: "The browser’s language",
    save: "Save choices",
    manage: "Choose what you get",
  },
  test: {
    sender: "Your sender name",
    newsletter: "your newsletter",
    you: "you",
    postalAddress: "Your postal address",
    note: "This is a test message. Here your readers unsubscribe with one click. The buttons change nothing.",
    goesTo: "The mail goes to your reader’s address. One click ends it at once, without a password.",
    done: "Your reader is unsubscribed now",
    changedNothing:
      "Nothing changed, because this is a test message. For a reader it holds at once, for messages already prepared too.",
  },
  refused: {
    crossSiteTitle: "Nothing was done",
    crossSite: "This form was sent from another site. Open the page here and send it again.",
    formTitle: "The form did not arrive whole",
    form: "Nothing was done. Go back and send it again.",
    faultTitle: "Something went wrong on our side",
    fault: "Nothing was changed. Try again in a moment. Reference {reference}.",
    methodTitle: "This page takes no such request",
    nothingTitle: "There is nothing at this address",
  },
} as const;
