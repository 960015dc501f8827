import { expect } from "@playwright/test";
import { makeAuthenticator } from "#lib/account/passkeys/authenticator.fixture.ts";
import { cookieNames } from "#lib/web/cookies.ts";
import { openSessionCookie } from "#lib/web/session-cookie.ts";
import { authenticator } from "../two-factor.ts";
import { type Visitor, visitor } from "../visitor.ts";
import { origin } from "../wire.ts";
import { codes, email, from, mailed, newSecret, plant, run, userAgent } from "./planted.ts";

export async function passwords(me: Visitor) {
  const about = { name: "Ida Rhodes", workspaceName: "Canary Works", email };
  const weak = plant("refused password", `canary${run}canary${run}`);
  const first = newSecret("password");
  await me.send("/sign-up", "Create account", { ...about, password: weak });
  await me.send("/sign-up", "Create account", { ...about, password: first });
  const verify = await mailed(email, "/verify-email/");
  await me.send(verify, "Verify email address");
  await me.send("/sign-in", "Sign in", { email, password: newSecret("mistyped password") });
  await signIn(me, first);

  await me.send("/reset-password", "Mail me a link", { email });
  const reset = await mailed(email, "/reset-password/");
  const second = newSecret("password");
  await me.send(reset, "Save new password", { password: weak });
  await me.send(reset, "Save new password", { password: second });
  await signIn(me, second);
  const third = newSecret("password");
  await me.call("changePasswordAction", { currentPassword: newSecret("mistyped password"), password: third });
  await me.call("changePasswordAction", { currentPassword: second, password: third });
  await keepCookies(me);
  password = third;
}

/** The one that holds in the end. */
export let password = "";

async function signIn(me: Visitor, with_: string) {
  await me.send("/sign-in", "Sign in", { email, password: with_ });
  await keepCookies(me);
}

/** What the browser holds now are secrets too. */
async function keepCookies(me: Visitor) {
  const session = me.jar.get(cookieNames.session) ?? "";
  plant("session cookie", session);
  plant("id of a session", (await openSessionCookie(session))?.sid ?? "");
  plant("device cookie", decodeURIComponent(me.jar.get(cookieNames.device) ?? ""));
}

const security = "/settings/security/two-factor";

export async function factors(me: Visitor) {
  await me.send(security, "Enable 2FA");
  const { text } = await me.open(`${security}/enable`);
  const drawn = /<code[^>]*>(.*?)<\/code>/.exec(text)?.[1] ?? "";
  const secret = plant("TOTP secret", drawn.replaceAll(/<[^>]*>|\s/g, ""));
  const app = authenticator(secret);
  await me.send(`${security}/enable`, "Turn on two-factor", { code: app.wrong() });
  const [code] = [app.next()];
  codes.push(code);
  const shown = await me.send(`${security}/enable`, "Turn on two-factor", { code });
  const recovery = [...new Set(shown.text.match(/\b[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}\b/g))];
  expect(recovery).toHaveLength(10);
  for (const each of recovery) plant("recovery code", each);
  for (const each of recovery) plant("recovery code", each.replaceAll("-", ""));

  const begun = await me.call("beginAddPasskeyAction");
  const options = JSON.parse(/\{"options":(\{.*\})\}/.exec(begun.text)?.[1] ?? "null");
  plant("challenge of a passkey", options.challenge);
  plant("cookie of a challenge", me.jar.get(cookieNames.webauthn) ?? "");
  const response = makeAuthenticator({ origin: origin() }).create(options);
  await me.call("addPasskeyAction", { response, name: "Canary" });

  me.jar.delete(cookieNames.session);
  await me.send("/sign-in", "Sign in", { email, password });
  plant("cookie of a pending sign-in", me.jar.get(cookieNames.pending) ?? "");
  await me.send("/two-factor", "6-digit code", { code: app.wrong() });
  await me.send("/two-factor?with=recovery-code", "Recovery code", { code: recovery[0] ?? "" });
  await keepCookies(me);
}

export async function links(me: Visitor) {
  const next = `next.${email}`;
  await me.call("requestEmailChangeAction", { email: next });
  for (const [to, page] of [
    [next, "/change-email/confirm/"],
    [email, "/change-email/approve/"],
    [email, "/change-email/cancel/"],
    [email, "/not-me/"],
  ] as const)
    await me.open(await mailed(to, page));
  const locked = visitor({ from, userAgent });
  await locked.send("/sign-in", "Sign in", { email, password });
  plant("cookie of a pending sign-in", locked.jar.get(cookieNames.pending) ?? "");
  await locked.send("/account-recovery", "Ask to get back in");
  await me.send(await mailed(email, "/account-recovery/cancel/"), "Cancel the request");
  const guest = `guest.${email}`;
  await me.call("inviteAction", { emails: guest, role: "viewer" });
  await me.open(await mailed(guest, "/invitation/"));
}
