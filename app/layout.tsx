import "./globals.css";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { ArrivalFocus } from "#components/shell/arrival-focus.tsx";
import { readTheme } from "#components/shell/theme.ts";
import { env } from "#lib/env.ts";
import { cookieNames } from "#lib/web/cookies.ts";

const description = "Newsletters and campaigns that can show their consent: every promise with its proof.";

export async function generateMetadata(): Promise<Metadata> {
  await connection(); // the address is the operator's, and known when the product runs
  return {
    metadataBase: new URL(env().APP_URL),
    title: { default: "Mailneo", template: "%s · Mailneo" },
    description,
    applicationName: "Mailneo",
    formatDetection: { telephone: false, address: false, email: false },
    robots: { index: false }, // the front page alone says otherwise
    manifest: "/site.webmanifest",
    icons: {
      icon: [
        { url: "/icon.svg", type: "image/svg+xml", sizes: "any" },
        { url: "/icons/icon-192.png", sizes: "192x192", type: "image/png" },
      ],
      apple: { url: "/icons/apple-touch-icon.png", sizes: "180x180" },
    },
    openGraph: {
      type: "website",
      siteName: "Mailneo",
      description,
      images: { url: "/social.png", width: 1200, height: 630, alt: "Mailneo and its dashboard" },
    },
    twitter: { card: "summary_large_image" },
  };
}

export async function generateViewport(): Promise<Viewport> {
  const theme = await chosenTheme();
  const light = { color: "#f8f7f3" };
  const dark = { color: "#131512" };
  if (theme === "light") return { themeColor: light.color };
  if (theme === "dark") return { themeColor: dark.color };
  return {
    themeColor: [
      { ...light, media: "(prefers-color-scheme: light)" },
      { ...dark, media: "(prefers-color-scheme: dark)" },
    ],
  };
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  // A page made ahead of time would carry no nonce, and the policy would stop its scripts.
  await connection();
  return (
    // The theme toggle turns the attribute before the server answers.
    <html lang="en" data-theme={await chosenTheme()} suppressHydrationWarning>
      <body>
        {children}
        <ArrivalFocus />
      </body>
    </html>
  );
}

async function chosenTheme() {
  return readTheme((await cookies()).get(cookieNames.theme)?.value);
}
