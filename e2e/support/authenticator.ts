import type { CDPSession, Page } from "@playwright/test";

/** A device with a fingerprint reader, as far as this page's browser can tell. */
export type Authenticator = {
  /** Whether the next finger is the owner's. */
  verifies(right: boolean): Promise<void>;
  /** What it holds, to be put into another. */
  credentials(): Promise<Credential[]>;
  put(credential: Credential): Promise<void>;
};

type Credential = Awaited<ReturnType<typeof credentialsOf>>[number];

/** Gives the page's browser a virtual authenticator (WebAuthn §11) that keeps passkeys and verifies its user. */
export async function giveAuthenticator(page: Page): Promise<Authenticator> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable", { enableUI: false });
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    async verifies(right) {
      await session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: right });
    },
    credentials: () => credentialsOf(session, authenticatorId),
    async put(credential) {
      await session.send("WebAuthn.addCredential", { authenticatorId, credential });
    },
  };
}

async function credentialsOf(session: CDPSession, authenticatorId: string) {
  const { credentials } = await session.send("WebAuthn.getCredentials", { authenticatorId });
  return credentials;
}
