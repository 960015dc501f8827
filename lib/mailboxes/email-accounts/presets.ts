import type { Security } from "#lib/mail/smtp/connection.ts";

export type Preset = {
  id: string;
  label: string;
  /** Host name of the server; empty where the user must fill it in. */
  host: string;
  port: number;
  security: Security;
  /** Tells the user what to type where, in one or two sentences. */
  hint: string;
  /** Address of the provider's explanation. */
  help: string | null;
  /** Fixed user name ("apikey"); otherwise null. */
  username: string | null;
  /** Whether its mailboxes take an app password instead of the one to sign in with. */
  appPassword?: boolean;
  /** Simultaneous connections its servers accept; sending services accept more than a personal mailbox. */
  connections?: number;
};

const mostConnections = 10;

/** Mail providers with known servers, so that users need not look up a port. */
export const presets: readonly Preset[] = [
  {
    id: "gmail",
    label: "Gmail",
    host: "smtp.gmail.com",
    port: 465,
    security: "tls",
    username: null,
    appPassword: true,
    connections: 5,
    hint: "Use an app password, not your Google password. It needs 2-Step Verification on your Google account. Gmail sends at most 500 messages a day, Workspace 2,000.",
    help: "https://support.google.com/accounts/answer/185833",
  },
  {
    id: "outlook",
    label: "Microsoft 365",
    host: "smtp.office365.com",
    port: 587,
    security: "starttls",
    username: null,
    connections: 3,
    hint: "Your administrator must allow authenticated SMTP for this mailbox, and Microsoft is turning passwords off for it. Exchange takes 30 messages a minute: for larger lists, connect a sending service.",
    help: "https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission",
  },
  {
    id: "fastmail",
    label: "Fastmail",
    host: "smtp.fastmail.com",
    port: 465,
    security: "tls",
    username: null,
    appPassword: true,
    connections: 5,
    hint: "Use an app password from Settings, Privacy & Security.",
    help: "https://www.fastmail.help/hc/en-us/articles/360058752854",
  },
  {
    id: "icloud",
    label: "iCloud Mail",
    host: "smtp.mail.me.com",
    port: 587,
    security: "starttls",
    username: null,
    appPassword: true,
    connections: 3,
    hint: "Use an app-specific password from your Apple account. iCloud sends at most 1,000 messages a day.",
    help: "https://support.apple.com/102654",
  },
  {
    id: "yahoo",
    label: "Yahoo Mail",
    host: "smtp.mail.yahoo.com",
    port: 465,
    security: "tls",
    username: null,
    appPassword: true,
    connections: 3,
    hint: "Use an app password from your account's security page.",
    help: "https://help.yahoo.com/kb/SLN15241.html",
  },
  {
    id: "zoho",
    label: "Zoho Mail",
    host: "smtp.zoho.com",
    port: 465,
    security: "tls",
    username: null,
    appPassword: true,
    connections: 3,
    hint: "With two-factor authentication on, use an app password. Accounts in Europe use smtp.zoho.eu.",
    help: "https://www.zoho.com/mail/help/zoho-smtp.html",
  },
  {
    id: "ses",
    label: "Amazon SES",
    host: "",
    port: 465,
    security: "tls",
    username: null,
    hint: "The server is email-smtp.<region>.amazonaws.com. Make SMTP credentials in the SES console: they are not your access keys.",
    help: "https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html",
  },
  {
    id: "postmark",
    label: "Postmark",
    host: "smtp-broadcasts.postmarkapp.com",
    port: 587,
    security: "starttls",
    username: null,
    hint: "Use the access key and secret key of a broadcast message stream.",
    help: "https://postmarkapp.com/developer/user-guide/send-email-with-smtp",
  },
  {
    id: "sendgrid",
    label: "SendGrid",
    host: "smtp.sendgrid.net",
    port: 465,
    security: "tls",
    username: "apikey",
    hint: "The user name is the word apikey. The password is an API key that may send mail.",
    help: "https://www.twilio.com/docs/sendgrid/for-developers/sending-email/integrating-with-the-smtp-api",
  },
  {
    id: "mailgun",
    label: "Mailgun",
    host: "smtp.mailgun.org",
    port: 465,
    security: "tls",
    username: null,
    hint: "Use the SMTP credentials of your sending domain. Domains in Europe use smtp.eu.mailgun.org.",
    help: "https://documentation.mailgun.com/docs/mailgun/user-manual/sending-messages/send-smtp",
  },
  {
    id: "brevo",
    label: "Brevo",
    host: "smtp-relay.brevo.com",
    port: 587,
    security: "starttls",
    username: null,
    hint: "Use the SMTP login and an SMTP key, not your password.",
    help: "https://help.brevo.com/hc/en-us/articles/7924908994450",
  },
  {
    id: "own",
    label: "Another server",
    host: "",
    port: 465,
    security: "tls",
    username: null,
    hint: "Port 465 speaks TLS from the start, 587 and 2525 switch to it (STARTTLS). If your provider offers app passwords, use one.",
    help: null,
  },
];

/**
 * Returns the simultaneous connections to a server: what its provider accepts, otherwise ten. The
 * number drops when the server asks us to slow down.
 */
export const connectionsTo = (host: string): number =>
  presets.find((preset) => preset.host !== "" && preset.host === host.toLowerCase())?.connections ??
  mostConnections;
