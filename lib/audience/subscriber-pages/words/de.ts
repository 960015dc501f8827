import type { Catalogue } from "./catalogue.ts";

export const de: Catalogue = {
  page: { sentWith: "Versendet mit Mailneo", close: "Sie können diese Seite schließen." },
  unsubscribe: {
    tab: "Abmelden",
    ask: "{newsletter} abbestellen?",
    askAll: "Keine Post mehr von {sender}?",
    goesTo: "Die Post geht an {address}. Ein Klick beendet sie sofort, ohne Passwort.",
    fromNewsletter: "{newsletter} abbestellen",
    fromAll: "Alle Post von {sender} beenden",
    left: "Sie haben {newsletter} abbestellt",
    leftAll: "Sie sind abgemeldet",
    leftHolds:
      "{newsletter} kommt nicht mehr an {address}. Das gilt ab jetzt, auch für schon vorbereitete Nachrichten.",
    leftAllHolds:
      "{sender} schickt nichts mehr an {address}. Das gilt ab jetzt, auch für schon vorbereitete Nachrichten.",
    nothingElse: "Mehr ist nicht zu tun. Sie können diese Seite schließen.",
  },
  undo: {
    heading: "War das ein Versehen?",
    until:
      "Noch {minutes, plural, one {# Minute} other {# Minuten}} lang nimmt ein Klick es zurück. Abmelden können Sie sich jederzeit wieder, mit dem Link in jeder Nachricht.",
    back: "{newsletters} wieder abonnieren",
    wording:
      "Ich habe mich aus Versehen abgemeldet. {sender} darf mir {newsletters} wieder schicken, bis ich mich abmelde.",
    done: "Sie bekommen {newsletters} wieder",
    doneAll: "Sie sind wieder angemeldet",
    doneHolds: "Die Post geht wieder an {address}, wie zuvor.",
  },
  reason: {
    ask: "Warum haben Sie sich abgemeldet? (freiwillig)",
    tooOften: "Zu viele Nachrichten",
    notRelevant: "Nicht was ich erwartet habe, oder nicht mehr interessant",
    neverSignedUp: "Ich habe mich nie angemeldet",
    other: "Ein anderer Grund",
    more: "Möchten Sie etwas hinzufügen?",
    send: "Grund senden",
    thanks: "Danke. {sender} sieht Ihren Grund.",
  },
  broken: {
    title: "Dieser Link funktioniert nicht",
    cutOff:
      "Er wurde vielleicht unterwegs abgeschnitten. Öffnen Sie ihn aus der Nachricht selbst, mit allen Zeichen.",
    still:
      "Immer noch nicht? Lassen Sie sich einen neuen Link schicken, oder antworten Sie auf die Nachricht mit dem Wort „abmelden“: auch daran muss sich der Absender halten.",
  },
  mailLink: {
    tab: "Ihr Abmeldelink",
    title: "Den Abmeldelink per E-Mail erhalten",
    why: "Geben Sie die Adresse ein, an die die Post geht. Dorthin geht ein Link, der sie sofort beendet, ohne Passwort.",
    email: "E-Mail-Adresse",
    send: "Link zuschicken",
    sentTitle: "Sehen Sie in Ihr Postfach",
    sent: "Falls von hier Post an {address} ging, ist eine Nachricht mit Ihren Links unterwegs. Das kann einige Minuten dauern.",
    sentNothing: "Nichts angekommen? Vielleicht ging die Post an eine andere Ihrer Adressen.",
    invalid: "Geben Sie eine E-Mail-Adresse ein, wie name@example.com.",
    subject: "Ihre Abmeldelinks",
    heading: "Mit einem Klick abmelden",
    listed:
      "Diese Absender haben Post an {address} geschickt. Jeder Link öffnet eine Seite mit einem Knopf, der sie sofort beendet.",
    link: "Von {sender} abmelden",
    notYou:
      "Das waren nicht Sie? Dann tun Sie nichts: es ändert sich nichts, bis Sie auf einer der Seiten einen Knopf drücken.",
  },
  subscribe: {
    tab: "Abonnieren",
    title: "{newsletter} abonnieren",
    email: "E-Mail-Adresse",
    agree:
      "{sender} darf mir {newsletter} per E-Mail schicken. Ich kann mich jederzeit abmelden, mit dem Link in jeder Nachricht.",
    notice: "Wie {sender} mit Ihren Daten umgeht:",
    button: "Abonnieren",
    hidden: "Bitte leer lassen",
    invalid: "Geben Sie eine E-Mail-Adresse ein, wie name@example.com.",
    again: "Prüfen Sie die Adresse und drücken Sie den Knopf noch einmal.",
    proveTitle: "Noch ein Schritt",
    prove:
      "Gerade füllen Programme dieses Formular aus. Ihr Browser arbeitet ein paar Sekunden, um zu zeigen, dass er keines davon ist.",
    proveCrowd:
      "Gerade melden sich viele Menschen aus Ihrem Netz an. Ihr Browser arbeitet ein paar Sekunden, um zu zeigen, dass er kein Programm ist.",
    proveWait:
      "Ist der Knopf noch grau, oder führt Ihr Browser keine Skripte aus? Warten Sie eine Minute und drücken Sie dann den Knopf darunter.",
    proving: "Ihr Browser arbeitet…",
    proved: "Fertig. Drücken Sie den Knopf.",
    without: "Ohne die Prüfung abonnieren",
    early:
      "Die Minute ist noch nicht um. Warten Sie einen Moment und drücken Sie den Knopf dann noch einmal.",
    sentTitle: "Sehen Sie in Ihr Postfach",
    sent: "Falls {newsletter} an {address} gehen kann, ist eine Nachricht mit einem Link unterwegs. Öffnen und bestätigen Sie ihn: vorher wird nichts verschickt.",
    nothingYet:
      "Nach einigen Minuten noch nichts? Sehen Sie im Spam-Ordner nach, oder versuchen Sie es später noch einmal.",
    closedTitle: "Dieser Newsletter nimmt keine neuen Abonnenten an",
    closed: "Die Adresse ist vielleicht abgeschnitten, oder der Newsletter wurde eingestellt.",
  },
  confirm: {
    tab: "Abonnement bestätigen",
    ask: "Bestätigen Sie Ihr Abonnement von {newsletter}",
    who: "{sender} schickt {newsletter} an {address}. Sie können sich jederzeit abmelden, mit dem Link in jeder Nachricht.",
    button: "Abonnement bestätigen",
    notMe: "Das habe ich nicht angefordert",
    done: "Sie haben {newsletter} abonniert",
    doneHolds: "{sender} schickt ihn an {address}.",
    already: "Sie haben {newsletter} schon bestätigt",
    alreadyHolds: "Mehr ist nicht zu tun. Sie können diese Seite schließen.",
    expired: "Dieser Link ist abgelaufen",
    expiredHow: "Ein Link gilt 7 Tage. Abonnieren Sie noch einmal, dann bekommen Sie einen neuen.",
    again: "{newsletter} abonnieren",
    disowned: "Sie bekommen {newsletter} nicht",
    disownedHolds: "Die Anfrage ist gestrichen, und an {address} geht nichts.",
    ended: "{newsletter} wurde eingestellt",
  },
  confirmMail: {
    subject: "Bestätigen Sie Ihr Abonnement von {newsletter}",
    who: "Jemand, vermutlich Sie, hat {address} eingetragen, um {newsletter} von {sender} zu bekommen.",
    whenFrom: "Das war am {when}, von der IP-Adresse {ip}.",
    when: "Das war am {when}.",
    how: "Öffnen Sie den Link und drücken Sie dort den Knopf. Vorher wird Ihnen nichts geschickt. Der Link gilt 7 Tage.",
    open: "Abonnement bestätigen",
    orOpen: "Oder öffnen Sie diese Adresse:",
    notYou:
      "Das haben Sie nicht angefordert? Tun Sie nichts, dann wird Ihnen nichts geschickt. Auf derselben Seite verhindert „Das habe ich nicht angefordert“ auch weitere Anfragen.",
  },
  preferences: {
    tab: "Ihre Post",
    title: "Ihre Post von {sender}",
    goesTo: "Diese Auswahl gilt für {address}.",
    saved: "Ihre Auswahl ist gespeichert. Sie gilt ab jetzt.",
    blocked:
      "Post an diese Adresse ist aus einem anderen Grund gestoppt, deshalb können Sie hier keine Newsletter hinzufügen. Antworten Sie auf eine der Nachrichten, um nach dem Grund zu fragen.",
    which: "Was möchten Sie bekommen?",
    pause: "Alle Post ruhen lassen bis (freiwillig)",
    paused: "Bis zum {day} erreicht Sie kein Newsletter.",
    howOften: "Wie oft?",
    every: "Jede Nachricht",
    weekly: "Höchstens eine Nachricht pro Woche",
    monthly: "Höchstens eine Nachricht pro Monat",
    agree:
      "{sender} soll mir die Newsletter schicken, die ich angekreuzt habe, und keine anderen. Ich kann das jederzeit ändern oder mich abmelden.",
    language: "Sprache",
    browserLanguage: "Sprache des Browsers",
    save: "Auswahl speichern",
    manage: "Auswählen, was Sie bekommen",
  },
  refused: {
    crossSiteTitle: "Es wurde nichts getan",
    crossSite:
      "Dieses Formular kam von einer anderen Website. Öffnen Sie die Seite hier und senden Sie es noch einmal.",
    formTitle: "Das Formular kam nicht vollständig an",
    form: "Es wurde nichts getan. Gehen Sie zurück und senden Sie es noch einmal.",
    faultTitle: "Bei uns ist etwas schiefgegangen",
    fault: "Es wurde nichts geändert. Versuchen Sie es gleich noch einmal. Kennung {reference}.",
    methodTitle: "Diese Seite nimmt eine solche Anfrage nicht an",
    nothingTitle: "Unter dieser Adresse gibt es nichts",
  },
};
