import type { CheckItem } from "#components/ui/check-list.tsx";
import { formatDay, formatNumber, formatPlanned, plural } from "#components/ui/format.ts";
import type { getSecurityCheck } from "#lib/account/security-check/get.ts";
import type { TimeZone } from "#lib/core/time-zone.ts";
import type { Needs } from "#lib/team/workspaces/needs.ts";

type Security = Pick<Awaited<ReturnType<typeof getSecurityCheck>>, "lines" | "score">;

/** Returns what waits for a decision, the worst first. `manages` is whether the reader may see invitations. Times are in `zone`. */
export function needItems(
  needs: Needs,
  { lines, score }: Security,
  manages: boolean,
  zone: TimeZone,
  stops: { id: string; stops: string[] }[],
): CheckItem[] {
  const items: CheckItem[] = [
    ...needs.failingAccounts.map(({ id, label, failure }) => ({
      id: `failing-${id}`,
      state: "missing" as const,
      title: `${label} is not sending`,
      why: failure,
      fix: { label: "Fix account", href: `/settings/email-accounts/${id}` },
    })),
    ...needs.troubledWebhooks.map(({ id, name, reason, problem }) => ({
      id: `webhook-${id}`,
      state: "missing" as const,
      title: `The webhook “${name}” ${reason === null ? "keeps failing" : heldWhy[reason] ? "is on hold" : "was stopped"}`,
      why:
        reason === null
          ? `${problem ?? "Its address does not take deliveries"}. After five days it stops, and events are lost.`
          : (heldWhy[reason] ?? stoppedWhy[reason] ?? ""),
      fix: { label: "Open webhook", href: `/settings/webhooks/${id}` },
    })),
    ...needs.pausedCampaigns.map(({ id, name, reason }) => ({
      id: `paused-${id}`,
      state: "missing" as const,
      title: `“${name}” is paused`,
      why: reason ?? "Its remaining messages wait until you resume it.",
      fix: { label: "Open campaign", href: `/campaigns/${id}` },
    })),
    ...needs.heldCampaigns.map(({ id, name, reason }) => ({
      id: `held-${id}`,
      state: "missing" as const,
      title: `“${name}” did not start`,
      why: reason,
      fix: { label: "Open campaign", href: `/campaigns/${id}` },
    })),
    ...needs.undecidedCampaigns.map(({ id, name, unknown }) => ({
      id: `unknown-${id}`,
      state: "missing" as const,
      title: `${plural(unknown, "message")} of “${name}” ${unknown === 1 ? "has" : "have"} unknown delivery`,
      why: "The connection broke before the server confirmed. Decide whether to send them again.",
      fix: { label: "Decide", href: `/campaigns/${id}` },
    })),
    ...needs.unsubscribeBursts.map(({ id, unsubscribed, sent, campaignId, at }) => ({
      id: `burst-${id}`,
      state: "missing" as const,
      title: `Unusually many people unsubscribed: ${formatNumber(unsubscribed)} in one hour`,
      why: `${formatPlanned(new Date(at), zone)}, after ${plural(sent, "message")} in two days. Check whom the last campaign went to.`,
      fix: campaignId
        ? { label: "Open campaign", href: `/campaigns/${campaignId}` }
        : { label: "See who left", href: "/settings/compliance/suppressions?reason=unsubscribed" },
    })),
    ...requestItems(needs),
    ...noticeItems(needs),
    ...needs.unsignedAccounts.map(({ id, domain }) => ({
      id: `unsigned-${id}`,
      state: "advice" as const,
      title: `${domain} is not authenticated`,
      why: "Without DKIM, Gmail and Yahoo put your mail in spam or refuse it.",
      fix: { label: "Authenticate domain", href: `/settings/email-accounts/${id}` },
    })),
    ...securityItems({ lines, score }),
    ...lapsingItems(needs),
    ...(needs.complained > 0
      ? [
          {
            id: "complained",
            state: "advice" as const,
            title: `${plural(needs.complained, "spam complaint")} in the last 7 days`,
            why: "They get no more mail. More than 3 in 1,000 harm your delivery everywhere.",
            fix: { label: "See complaints", href: "/settings/compliance/suppressions?reason=complained" },
          },
        ]
      : []),
    ...(manages ? invitationItems(needs) : []),
    ...needs.scheduledCampaigns.map(({ id, name, at }) => {
      const [stop] = stops.find((each) => each.id === id)?.stops ?? [];
      const when = `Scheduled for ${formatPlanned(new Date(at), zone)}.`;
      return {
        id: `scheduled-${id}`,
        state: stop ? ("missing" as const) : ("waiting" as const),
        title: stop ? `“${name}” will not start as it stands` : `“${name}” is scheduled`,
        why: `${when} ${stop ?? "Every check runs again before it starts."}`,
        fix: { label: "Open campaign", href: `/campaigns/${id}` },
      };
    }),
  ];
  return items.toSorted((a, b) => worst.indexOf(a.state) - worst.indexOf(b.state));
}

const worst: CheckItem["state"][] = ["missing", "advice", "waiting", "done"];
const stoppedWhy: Record<string, string> = {
  gone: "Its address said that it is gone for good. Events are not gathered meanwhile.",
  failing: "Its address failed for five days. Events are not gathered meanwhile.",
};

const heldWhy: Record<string, string> = {
  disowned: "Its address comes from a sign-in that was reported. Resume it if the address is yours.",
  withdrawn: "Who made it or set its address left or has a lower role. Resume it if the address is yours.",
  key_revoked: "The API key that made it or set its address was revoked. Resume it if the address is yours.",
};

function securityItems({ lines, score }: Security): CheckItem[] {
  const twoFactor = lines.find(({ id, state }) => id === "two_factor" && state !== "done");
  if (twoFactor) {
    return [
      {
        id: "two-factor",
        state: "missing",
        title: "Two-factor authentication is off",
        why: `A stolen password alone opens your account. Your security score is ${score} of 100.`,
        fix: { label: "Enable 2FA", href: "/settings/security/two-factor" },
      },
    ];
  }
  const missing = lines.find(({ state }) => state === "missing");
  if (!missing) return [];
  return [
    {
      id: "security",
      state: "missing",
      title: missing.title,
      why: `Your security score is ${score} of 100.`,
      fix: missing.fix,
    },
  ];
}

function requestItems({ dueRequests, requestDue, requestOverdue }: Needs): CheckItem[] {
  if (dueRequests === 0 || !requestDue) return [];
  return [
    {
      id: "requests",
      state: "missing",
      title: requestOverdue
        ? "A data request is overdue"
        : `${plural(dueRequests, "data request is", "data requests are")} due soon`,
      why: `The ${requestOverdue ? "oldest was" : "next is"} due on ${formatDay(requestDue)}.`,
      law: "GDPR Art. 12(3)",
      fix: { label: "Answer", href: "/settings/compliance/requests" },
    },
  ];
}

function noticeItems({ unnoticedForms }: Needs): CheckItem[] {
  if (unnoticedForms === 0) return [];
  return [
    {
      id: "notice",
      state: "missing",
      title: `${plural(unnoticedForms, "signup form names", "signup forms name")} no privacy notice`,
      why: "People must be told at the form who uses their address, and what for.",
      law: "GDPR Art. 13",
      fix: { label: "See newsletters", href: "/newsletters" },
    },
  ];
}

function lapsingItems({ lapsing, lapsesFrom }: Needs): CheckItem[] {
  if (lapsing === 0 || !lapsesFrom) return [];
  return [
    {
      id: "lapsing",
      state: "advice",
      title: `Consent of ${plural(lapsing, "contact")} ends within 30 days`,
      why: `The first ends on ${formatDay(lapsesFrom)}. Ask them to subscribe before then.`,
      law: "CASL s.10(10)",
      fix: { label: "See who", href: "/settings/compliance/lapsing" },
    },
  ];
}

function invitationItems({ invitations, expiredInvitations }: Needs): CheckItem[] {
  const fix = { label: "See invitations", href: "/settings/team" };
  if (expiredInvitations > 0)
    return [
      {
        id: "invitations",
        state: "advice",
        title: `${plural(expiredInvitations, "invitation")} expired`,
        why: "Resend or withdraw.",
        fix,
      },
    ];
  if (invitations === 0) return [];
  return [
    {
      id: "invitations",
      state: "waiting",
      title: `${plural(invitations, "invitation")} pending`,
      why: "They join your team when they accept.",
      fix,
    },
  ];
}
