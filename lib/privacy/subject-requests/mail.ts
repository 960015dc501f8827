import { type Words, wordsOf } from "#lib/audience/subscriber-pages/words.ts";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { job } from "#lib/core/jobs/jobs.ts";
import { env } from "#lib/env.ts";
import type { PlatformContent } from "#lib/mail/platform/layout.ts";
import { sendContent } from "#lib/mail/platform/platform-mail.ts";
import { platformTransport } from "#lib/mail/platform/platform-transport.ts";
import { holdsBack } from "./fields.ts";
import { issueRequestMail } from "./issue-mail.ts";
import { type RequestMailKind, requestMails } from "./mail-queue.ts";
import { recordAnswerMailed } from "./record-mailed.ts";

type Issued = NonNullable<Awaited<ReturnType<typeof issueRequestMail>>>;
type Said = { subject: string; paragraphs: string[]; action?: PlatformContent["action"]; footnote?: string };

/** Mails a person about their request: to prove it, that it arrived, that it takes longer, or what became of it. */
export const requestMail = job({
  ...requestMails,
  async run({ actor }, { workspaceId, requestId, about }) {
    const inside: WorkspaceJob = { ...actor, workspaceId };
    const issued = await issueRequestMail(inside, { requestId, about });
    if (!issued) return;
    const words = wordsOf(localeOf(issued.locale));
    const { subject, ...content } = says[about](words, issued);
    const mail = {
      to: { address: issued.email },
      subject,
      fromName: issued.sender,
      content: {
        brand: issued.sender,
        locale: words.locale,
        direction: words.direction,
        heading: subject,
        ...content,
        ...footnoteOf(content.footnote, issued.postalAddress),
      },
    };
    await sendContent(platformTransport(), mail, `${requestId}-${about}`);
    if (about === "answer") await recordAnswerMailed(inside, { requestId });
  },
});

const localeOf = (given: string) => given as Parameters<typeof wordsOf>[0];

function footnoteOf(given: string | undefined, postalAddress: string | null) {
  const footnote = [given, postalAddress].filter(Boolean).join("\n\n");
  return footnote ? { footnote } : {};
}

const page = (path: string) => `${env().APP_URL}/subject-requests/${path}`;

const says: Record<RequestMailKind, (words: Words, issued: Issued) => Said> = {
  proof: ({ say }, { sender, email, kind, token }) => ({
    subject: say("request.confirmTitle", { sender }),
    paragraphs: [
      say("requestMail.who", { sender, address: email }),
      say("request.asked", { what: say(`request.${kind}`) }),
    ],
    action: { label: say("request.confirm"), url: page(`proof/${token}`) },
    footnote: say("requestMail.notYou"),
  }),
  received: (words, { sender, email, kind, dueOn }) => ({
    subject: words.say("request.receivedTitle", { sender }),
    paragraphs: [
      words.say("request.asked", { what: words.say(`request.${kind}`) }),
      words.say("request.received", { address: email, day: words.day(dueOn) }),
      ...(holdsBack(kind) ? [words.say("request.held", { sender })] : []),
    ],
  }),
  extended: (words, { sender, dueOn, extension }) => ({
    subject: words.say("requestMail.extendedTitle", { sender }),
    paragraphs: [
      words.say("requestMail.extended", { day: words.day(dueOn), reason: extension ?? "" }),
      words.say("requestMail.rights"),
    ],
  }),
  answer: (words, issued) => ({
    subject: words.say("requestMail.answerTitle", { sender: issued.sender }),
    ...answer(words, issued),
  }),
};

function answer(
  words: Words,
  { sender, email, kind, outcome, answer, token, bundleUntil, contactId }: Issued,
) {
  const { say } = words;
  if (outcome === "refused")
    return {
      paragraphs: [
        say("request.asked", { what: say(`request.${kind}`) }),
        say("requestMail.refused", { sender, reason: answer ?? "" }),
        say("requestMail.rights"),
      ],
    };
  if (kind === "access")
    return {
      paragraphs: [
        ...(contactId ? [] : [say("requestMail.none", { sender, address: email })]),
        say("requestMail.ready", {
          day: bundleUntil ? words.day(bundleUntil.toISOString().slice(0, 10)) : "",
        }),
      ],
      ...(token && { action: { label: say("request.download"), url: page(`bundle/${token}`) } }),
    };
  const done = {
    rectify: say("requestMail.corrected", { answer: answer ?? "" }),
    restrict: say("requestMail.restricted", { sender }),
    erase: say("requestMail.erased"),
    object: say("requestMail.objected", { sender }),
  };
  return { paragraphs: [done[kind]] };
}
