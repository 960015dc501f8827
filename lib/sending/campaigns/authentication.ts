import { organisationalDomain } from "#lib/mail/organisational-domain.ts";
import { type ResolveTxt, resolveTxt } from "#lib/sending/sending-domains/resolver.ts";
import type { CheckLine } from "./check-lines.ts";
import type { CampaignFacts } from "./facts.ts";

type Records = {
  spf: boolean;
  dmarc: boolean;
  /** All TXT records of the domain itself. */
  texts: string[];
};

const keepMilliseconds = 5 * 60_000;
const patience = 3000;
const known = new Map<string, { until: number; records: Promise<Records | null> }>();

/**
 * What Gmail, Yahoo and Microsoft will look up about the From domain: DKIM, SPF, DMARC (docs/rules.md BS2). Advice only, because a sending
 * service may sign with a key we cannot know. A domain is asked once in five minutes, and never for longer than three seconds.
 */
export async function authenticationLines(
  { account, domain }: CampaignFacts,
  resolve: ResolveTxt = resolveTxt,
): Promise<CheckLine[]> {
  const from = account?.fromAddress.split("@")[1];
  if (!from) return [];
  const fix = account ? `/settings/email-accounts/${account.id}` : "/settings/email-accounts";
  const why = "Gmail, Yahoo and Microsoft ask senders for SPF, DKIM and a DMARC record.";
  const lines: CheckLine[] = [
    domain?.verified
      ? { id: "dkim", state: "ok", text: `Signed with your DKIM key for ${from}.`, why, fix: null }
      : {
          id: "dkim",
          state: "warn",
          text: domain
            ? `The DKIM record of ${from} has not been seen yet. Until then only your provider's signature counts.`
            : `There is no DKIM key for ${from} here. Unless your provider signs for this domain, mail may land in spam.`,
          why,
          fix,
        },
  ];
  const records = await recordsOf(from, resolve);
  if (!records) {
    const text = `The name server of ${from} did not answer, so SPF and DMARC could not be checked.`;
    return [...lines, { id: "dns", state: "warn", text, why, fix: null }];
  }
  const say = (id: "spf" | "dmarc", name: string): CheckLine =>
    records[id]
      ? { id, state: "ok", text: `${from} has ${name} record.`, why, fix: null }
      : {
          id,
          state: "warn",
          text: `${from} has no ${name.replace(/^an? /, "")} record.`,
          why,
          fix: `${fix}#${id}`,
        };
  return [...lines, say("spf", "an SPF"), say("dmarc", "a DMARC")];
}

/** Returns what DNS says about a From domain, or null when its name server does not answer in time. */
export const mailRecords = (domain: string): Promise<Records | null> => recordsOf(domain, resolveTxt);

function recordsOf(domain: string, resolve: ResolveTxt): Promise<Records | null> {
  if (resolve !== resolveTxt) return lookUp(domain, resolve);
  const cached = known.get(domain);
  if (cached && cached.until > Date.now()) return cached.records;
  if (known.size > 1000) known.clear();
  const records = lookUp(domain, resolve);
  known.set(domain, { until: Date.now() + keepMilliseconds, records });
  return records;
}

async function lookUp(domain: string, resolve: ResolveTxt): Promise<Records | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((done) => {
    timer = setTimeout(() => done(null), patience);
  });
  const asked = async () => {
    // DMARC is inherited from the organisational domain (RFC 7489 6.6.3).
    const organisation = organisationalDomain(domain);
    const [own, dmarc, parent] = await Promise.all([
      resolve(domain),
      resolve(`_dmarc.${domain}`),
      organisation === domain ? [] : resolve(`_dmarc.${organisation}`),
    ]);
    return {
      texts: own,
      spf: own.some((record) => /^v=spf1\b/i.test(record)),
      dmarc: [...dmarc, ...parent].some((record) => /^v=DMARC1\b/i.test(record)),
    };
  };
  try {
    return await Promise.race([asked().catch(() => null), late]);
  } finally {
    clearTimeout(timer);
  }
}
