/** Every cookie the product sets. `__Host-` ties them to this one host, over TLS; browsers accept them on http://localhost. */
export const cookieNames = {
  /** Encrypted `{ sub, sid }`; the truth is the row behind sid. */
  session: "__Host-mn.session",
  /** Passed the first factor, waits for the second. Opens nothing by itself. */
  pending: "__Host-mn.pending",
  /** Which challenge this browser's passkey has to answer. */
  webauthn: "__Host-mn.webauthn",
  /** Marks a browser that has signed in before, which has its own rate-limit bucket. */
  device: "__Host-mn.device",
  /** One message for the page after a redirect. Readable by scripts, which take it off once shown. */
  flash: "__Host-mn.flash",
  theme: "mn.theme",
} as const;

const host = { path: "/", secure: true } as const;

export const SESSION_SECONDS = 30 * 24 * 3600;

export const cookieOptions = {
  session: { ...host, httpOnly: true, sameSite: "lax", maxAge: SESSION_SECONDS },
  pending: { ...host, httpOnly: true, sameSite: "strict", maxAge: 300 },
  webauthn: { ...host, httpOnly: true, sameSite: "strict", maxAge: 300 },
  device: { ...host, httpOnly: true, sameSite: "strict", maxAge: 365 * 24 * 3600 },
  flash: { ...host, httpOnly: false, sameSite: "lax", maxAge: 60 },
  theme: { path: "/", httpOnly: true, sameSite: "lax", maxAge: 365 * 24 * 3600 },
} as const;
