import { and, eq, isNull, sql } from "drizzle-orm";
import type { z } from "zod";
import { subjectRequests } from "#db/schema/subject-requests.ts";
import { type RequestMailKind, requestMails } from "#lib/audience/contacts/request-mail-queue.ts";
import { logoInMail } from "#lib/audience/subscriber-pages/logo-link.ts";
import { mailColours } from "#lib/audience/subscriber-pages/sender-colours.ts";
import { locales, type Words, wordsOf } from "#lib/audience/subscriber-pages/words.ts";
import type { Job, WorkspaceJob } from "#lib/core/actor.ts";
import { AppError } from "#lib/core/errors.ts";
import { job } from "#lib/core/jobs/jobs.ts";
import { work } from "#lib/core/work.ts";
import { env } from "#lib/env.ts";
import { unlinked } from "#lib/mail/linkish.ts";
import type { PlatformContent } from "#lib/mail/platform/layout.ts";
import { mailTurn } from "#lib/mail/platform/mail-turn.ts";
import { bySender, type OutgoingContent } from "#lib/mail/platform/platform-mail.ts";
import { type PlatformTransport, platformTransport } from "#lib/mail/platform/platform-transport.ts";
import { sendOnce } from "#lib/mail/platform/send-once.ts";
import { holdsBack } from "./fields.ts";
import { issueRequestMail } from "./issue-mail.ts";
import { recordAnswerMailed } from "./record-mailed.ts";

type Issued = Omit<NonNullable<Awaited<ReturnType<typeof issueRequestMail>>>, "logo"> & {
  logo: ReturnType<typeof logoInMail>;
};
type Said = { subject: string; paragraphs: string[]; action?: PlatformContent["action"]; footnote?: string };

/** Mails a person about their request: to prove it, that it arrived, that it takes longer, or what became of it. */
export const requestMail = job({
  ...requestMails,
  run: ({ actor }, asked) => sendRequestMail(platformTransport(), actor, asked),
});

/**
 * Mails a person about their request at most once, and only while the mail still says what is so.
 * @throws Error when another try may help.
 */
export async function sendRequestMail(
  transport: PlatformTransport,
  actor: Job,
  { workspaceId, requestId, about, held }: z.output<typeof requestMails.input>,
): Promise<void> {
  const inside: WorkspaceJob = { ...actor, workspaceId };
  if (held) return askForTurn(inside, { requestId, about });
  let wanted = false;
  const messageId = await sendOnce(transport, `subject-request:${requestId}:${about}`, async () => {
    const issued = await unlessGone(issueRequestMail(inside, { requestId, about }));
    wanted = issued !== null;
    return issued && contentOf({ ...withoutLinks(issued), logo: logoOf(workspaceId, issued) }, about);
  });
  // An erasure's address goes also when its mailbox takes no mail.
  if (about === "answer" && wanted)
    await unlessGone(recordAnswerMailed(inside, { requestId, sent: messageId !== null }));
}

/** Queues a held mail anew: to be sent now, or to ask again when its mailbox may have another. */
async function askForTurn(
  actor: WorkspaceJob,
  { requestId, about }: { requestId: string; about: RequestMailKind },
): Promise<void> {
  const { workspaceId } = actor;
  const [found] = await work(actor, ({ tx }) =>
    tx
      .select({ email: subjectRequests.email, channel: subjectRequests.channel })
      .from(subjectRequests)
      .where(
        and(
          eq(subjectRequests.workspaceId, workspaceId),
          eq(subjectRequests.id, requestId),
          eq(subjectRequests.byLetter, false),
          about === "answer" ? stillTold : isNull(subjectRequests.closedAt),
          about === "proof" ? isNull(subjectRequests.identifiedAt) : undefined,
        ),
      ),
  );
  if (!found?.email) return;
  const kind = about === "proof" ? "request" : provedToUs(found) ? "answer" : "letter";
  const turn = await mailTurn({ kind, workspaceId, email: found.email });
  await work(actor, ({ enqueue }) => enqueue(requestMails, { workspaceId, requestId, about }, { turn }));
}

/** An answer that waited for so long is given another way, which its page says. */
const stillTold = sql`${subjectRequests.closedAt} > now() - interval '7 days'`;

/** A member's words from before links were refused stand without them: the product's own mail leads nowhere else. */
const withoutLinks = <I extends Pick<Issued, "sender" | "answer" | "extension">>(issued: I): I => ({
  ...issued,
  sender: unlinked(issued.sender, 100),
  answer: issued.answer && unlinked(issued.answer, 2000),
  extension: issued.extension && unlinked(issued.extension, 1000),
});

/**
 * Returns whether a mail of ours proved that a request is of its mailbox. The link of a newsletter proves it to the workspace alone: its
 * mail went through the workspace's own server, which may keep it instead.
 */
const provedToUs = ({ channel }: Pick<Issued, "channel">) => channel === "form";

/** A request that nobody proved to us wears no picture of its sender's. */
const logoOf = (
  workspaceId: string,
  { channel, logo }: Pick<Issued, "channel"> & { logo: Parameters<typeof logoInMail>[1] },
) => logoInMail(workspaceId, provedToUs({ channel }) ? logo : null);

/** Returns null for a request that was erased or swept meanwhile. */
async function unlessGone<R>(step: Promise<R>): Promise<R | null> {
  try {
    return await step;
  } catch (error) {
    if (error instanceof AppError && error.code === "notFound") return null;
    throw error;
  }
}

function contentOf(issued: Issued, about: RequestMailKind): OutgoingContent {
  const { email, sender, colour, logo, locale, postalAddress } = issued;
  const words = wordsOf(locales.find((each) => each === locale) ?? "en");
  const { subject, footnote, ...said } = says[about](words, issued);
  const last = [footnote, postalAddress].filter(Boolean).join("\n\n");
  return {
    to: { address: email },
    subject,
    fromName: sender,
    content: {
      brand: bySender(sender),
      colour: mailColours[colour],
      ...(logo && { logo }),
      orOpen: words.say("confirmMail.orOpen"),
      locale: words.locale,
      direction: words.direction,
      heading: subject,
      ...said,
      ...(last && { footnote: last }),
    },
  };
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
      words.say("request.received", { address: email, day: words.day(new Date(dueOn)) }),
      ...(holdsBack(kind) ? [words.say("request.held", { sender })] : []),
    ],
  }),
  extended: (words, { sender, dueOn, extension }) => ({
    subject: words.say("requestMail.extendedTitle", { sender }),
    paragraphs: [
      words.say("requestMail.extended", { day: words.day(new Date(dueOn)), reason: extension ?? "" }),
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
          day: bundleUntil ? words.day(bundleUntil) : "",
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
