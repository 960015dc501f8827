/**
 * Every cookie the product sets. `__Host-` ties them to this one host, over TLS; browsers accept them on
 * http://localhost.
 */
export const cookieNames = {
  /** Encrypted `{ sub, sid }`. The row behind sid decides. */
  session: "__Host-mn.session",
  /** A sign-in that passed the first factor and waits for the second. It gives no access. */
  pending: "__Host-mn.pending",
  /** The id of this browser's passkey challenge. */
  webauthn: "__Host-mn.webauthn",
  /** Marks a browser that has signed in before, which has its own rate-limit bucket. */
  device: "__Host-mn.device",
  /** The address and mark of this browser's sign-up, until its address is verified. */
  signUp: "__Host-mn.sign-up",
  /** Begins the names of the cookies of mailed links: each holds the token of one page. */
  link: "__Host-mn.link",
  /** What this browser has just done on a page of outcome, so that the page states nothing else. */
  outcome: "__Host-mn.outcome",
  /** One message for the page after a redirect. Scripts can read it, and remove it once shown. */
  flash: "__Host-mn.flash",
  theme: "__Host-mn.theme",
} as const;

const host = { path: "/", secure: true } as const;

export const SESSION_SECONDS = 30 * 24 * 3600;

export const cookieOptions = {
  session: { ...host, httpOnly: true, sameSite: "lax", maxAge: SESSION_SECONDS },
  pending: { ...host, httpOnly: true, sameSite: "strict", maxAge: 300 },
  webauthn: { ...host, httpOnly: true, sameSite: "strict", maxAge: 300 },
  device: { ...host, httpOnly: true, sameSite: "strict", maxAge: 365 * 24 * 3600 },
  signUp: { ...host, httpOnly: true, sameSite: "lax", maxAge: 24 * 3600 },
  link: { ...host, httpOnly: true, sameSite: "lax", maxAge: 1800 },
  outcome: { ...host, httpOnly: true, sameSite: "lax", maxAge: 600 },
  flash: { ...host, httpOnly: false, sameSite: "lax", maxAge: 60 },
  theme: { ...host, httpOnly: true, sameSite: "lax", maxAge: 365 * 24 * 3600 },
} as const;
