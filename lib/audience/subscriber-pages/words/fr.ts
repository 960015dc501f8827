import type { Catalogue } from "./catalogue.ts";

export const fr: Catalogue = {
  page: { sentWith: "Envoyé avec Mailneo", close: "Vous pouvez fermer cette page." },
  unsubscribe: {
    tab: "Se désabonner",
    ask: "Se désabonner de {newsletter} ?",
    askAll: "Ne plus recevoir d’e-mails de {sender} ?",
    goesTo: "Les e-mails vont à {address}. Un clic y met fin aussitôt, sans mot de passe.",
    fromNewsletter: "Se désabonner de {newsletter}",
    fromAll: "Arrêter tous les e-mails de {sender}",
    left: "Vous êtes désabonné de {newsletter}",
    leftAll: "Vous êtes désabonné",
    leftHolds:
      "{newsletter} ne sera plus envoyé à {address}. Cela vaut dès maintenant, y compris pour les messages déjà préparés.",
    leftAllHolds:
      "{sender} n’enverra plus rien à {address}. Cela vaut dès maintenant, y compris pour les messages déjà préparés.",
    nothingElse: "Il n’y a rien d’autre à faire. Vous pouvez fermer cette page.",
  },
  undo: {
    heading: "C’était une erreur ?",
    until:
      "Pendant encore {minutes, plural, one {# minute} other {# minutes}}, un clic l’annule. Vous pourrez vous désabonner à tout moment, avec le lien présent dans chaque message.",
    back: "Me réabonner à {newsletters}",
    wording:
      "Je me suis désabonné par erreur. {sender} peut à nouveau m’envoyer {newsletters}, jusqu’à ce que je me désabonne.",
    done: "Vous êtes réabonné à {newsletters}",
    doneAll: "Vous êtes réabonné",
    doneHolds: "Les e-mails vont de nouveau à {address}, comme avant.",
  },
  reason: {
    ask: "Pourquoi êtes-vous parti ? (facultatif)",
    tooOften: "Trop de messages",
    notRelevant: "Pas ce que j’attendais, ou plus intéressant",
    neverSignedUp: "Je ne me suis jamais inscrit",
    other: "Une autre raison",
    more: "Quelque chose à ajouter ?",
    send: "Envoyer la raison",
    thanks: "Merci. {sender} voit votre raison.",
  },
  broken: {
    title: "Ce lien ne fonctionne pas",
    cutOff:
      "Il a peut-être été coupé en route. Ouvrez-le depuis le message lui-même, avec tous ses caractères.",
    still:
      "Toujours rien ? Demandez un nouveau lien par e-mail, ou répondez au message avec le mot « désabonner » : l’expéditeur doit aussi en tenir compte.",
  },
  mailLink: {
    tab: "Votre lien de désabonnement",
    title: "Recevoir votre lien de désabonnement par e-mail",
    why: "Saisissez l’adresse qui reçoit les e-mails. Un lien qui y met fin aussitôt y sera envoyé, sans mot de passe.",
    email: "Adresse e-mail",
    send: "M’envoyer mon lien",
    sentTitle: "Consultez votre boîte de réception",
    sent: "Si des e-mails ont été envoyés d’ici à {address}, un message avec vos liens est en route. Cela peut prendre quelques minutes.",
    sentNothing: "Rien reçu ? Les e-mails sont peut-être allés à une autre de vos adresses.",
    invalid: "Saisissez une adresse e-mail, comme name@example.com.",
    subject: "Vos liens de désabonnement",
    heading: "Se désabonner en un clic",
    listed:
      "Ces expéditeurs ont envoyé des e-mails à {address}. Chaque lien ouvre une page avec un bouton qui y met fin aussitôt.",
    link: "Se désabonner de {sender}",
    notYou:
      "Ce n’était pas vous ? Alors ne faites rien : rien ne change tant que vous n’appuyez pas sur un bouton de ces pages.",
  },
  subscribe: {
    tab: "S’abonner",
    title: "S’abonner à {newsletter}",
    email: "Adresse e-mail",
    agree:
      "{sender} peut m’envoyer {newsletter} par e-mail. Je peux me désabonner à tout moment, avec le lien présent dans chaque message.",
    notice: "Comment {sender} traite vos données :",
    button: "S’abonner",
    hidden: "Laissez ce champ vide",
    invalid: "Saisissez une adresse e-mail, comme name@example.com.",
    again: "Vérifiez l’adresse et appuyez encore une fois sur le bouton.",
    proveTitle: "Encore une étape",
    prove:
      "Des programmes remplissent ce formulaire en ce moment. Votre navigateur travaille quelques secondes pour montrer qu’il n’en est pas un.",
    proveCrowd:
      "Beaucoup de personnes s’inscrivent en ce moment depuis votre réseau. Votre navigateur travaille quelques secondes pour montrer qu’il n’est pas un programme.",
    proveWait:
      "Le bouton reste gris, ou votre navigateur n’exécute pas de scripts ? Attendez une minute, puis appuyez sur le bouton ci-dessous.",
    proving: "Votre navigateur travaille…",
    proved: "Terminé. Appuyez sur le bouton.",
    without: "S’abonner sans la vérification",
    early: "La minute n’est pas encore écoulée. Attendez un instant, puis appuyez de nouveau.",
    sentTitle: "Consultez votre boîte de réception",
    sent: "Si {newsletter} peut être envoyé à {address}, un message avec un lien est en route. Ouvrez-le et confirmez : rien n’est envoyé avant.",
    nothingYet:
      "Rien après quelques minutes ? Regardez dans le dossier des indésirables, ou réessayez plus tard.",
    closedTitle: "Cette newsletter n’accepte pas de nouveaux abonnés",
    closed: "L’adresse est peut-être coupée, ou la newsletter a pris fin.",
  },
  confirm: {
    tab: "Confirmer votre abonnement",
    ask: "Confirmez votre abonnement à {newsletter}",
    who: "{sender} enverra {newsletter} à {address}. Vous pouvez vous désabonner à tout moment, avec le lien présent dans chaque message.",
    button: "Confirmer l’abonnement",
    notMe: "Je n’ai rien demandé",
    done: "Vous êtes abonné à {newsletter}",
    doneHolds: "{sender} l’enverra à {address}.",
    already: "Vous avez déjà confirmé {newsletter}",
    alreadyHolds: "Il n’y a rien d’autre à faire. Vous pouvez fermer cette page.",
    expired: "Ce lien a expiré",
    expiredHow: "Un lien est valable 7 jours. Abonnez-vous à nouveau pour en recevoir un autre.",
    again: "S’abonner à {newsletter}",
    disowned: "Vous ne recevrez pas {newsletter}",
    disownedHolds: "La demande est annulée, et rien n’est envoyé à {address}.",
    ended: "{newsletter} a pris fin",
  },
  confirmMail: {
    subject: "Confirmez votre abonnement à {newsletter}",
    who: "Quelqu’un, sans doute vous, a saisi {address} pour recevoir {newsletter} de {sender}.",
    whenFrom: "C’était le {when}, depuis l’adresse IP {ip}.",
    when: "C’était le {when}.",
    how: "Ouvrez le lien et appuyez sur le bouton. Rien ne vous est envoyé avant. Le lien est valable 7 jours.",
    open: "Confirmer l’abonnement",
    orOpen: "Ou ouvrez cette adresse :",
    notYou:
      "Vous n’avez rien demandé ? Ne faites rien, et rien ne vous sera envoyé. Sur la même page, « Je n’ai rien demandé » empêche aussi d’autres demandes.",
  },
  preferences: {
    tab: "Vos e-mails",
    title: "Vos e-mails de {sender}",
    goesTo: "Ces choix valent pour {address}.",
    saved: "Vos choix sont enregistrés. Ils valent dès maintenant.",
    blocked:
      "Les e-mails à cette adresse sont arrêtés pour une autre raison, vous ne pouvez donc pas ajouter de newsletters ici. Répondez à l’un des messages pour en demander la raison.",
    which: "Que souhaitez-vous recevoir ?",
    pause: "Suspendre tous les e-mails jusqu’au (facultatif)",
    paused: "Aucune lettre ne vous parviendra avant le {day}.",
    howOften: "À quelle fréquence ?",
    every: "Tous les messages",
    weekly: "Un message par semaine au plus",
    monthly: "Un message par mois au plus",
    agree:
      "Je veux que {sender} m’envoie les newsletters que j’ai cochées, et aucune autre. Je peux changer d’avis ou me désabonner à tout moment.",
    language: "Langue",
    browserLanguage: "Langue du navigateur",
    save: "Enregistrer mes choix",
    manage: "Choisir ce que vous recevez",
  },
  refused: {
    crossSiteTitle: "Rien n’a été fait",
    crossSite: "Ce formulaire vient d’un autre site. Ouvrez la page ici et envoyez-le à nouveau.",
    formTitle: "Le formulaire n’est pas arrivé en entier",
    form: "Rien n’a été fait. Revenez en arrière et envoyez-le à nouveau.",
    faultTitle: "Une erreur s’est produite de notre côté",
    fault: "Rien n’a été modifié. Réessayez dans un instant. Référence {reference}.",
    methodTitle: "Cette page n’accepte pas une telle requête",
    nothingTitle: "Il n’y a rien à cette adresse",
  },
};
