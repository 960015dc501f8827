import type { NextConfig } from "next";

/** What answers carry that are no pages, and so pass no proxy. The edge says the same where it stands in front. */
const notPages = Object.entries({
  "Content-Security-Policy":
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
}).map(([key, value]) => ({ key, value }));

const config: NextConfig = {
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  poweredByHeader: false,
  images: { unoptimized: true },
  // It reads its own files beside it.
  serverExternalPackages: ["pdfkit"],
  typescript: { ignoreBuildErrors: true },
  // The files of public, which the proxy leaves out. A day: their names stay when they change.
  headers: async () => [
    ...["/_next/static/:path*", "/api/:path*"].map((source) => ({ source, headers: notPages })),
    {
      source: "/:file(icon\\.svg|robots\\.txt|site\\.webmanifest|social\\.png|icons/.+\\.png)",
      headers: [
        { key: "Cache-Control", value: "public, max-age=86400" },
        ...notPages,
        // Other sites show the picture and the icons beside a link to this one.
        { key: "Cross-Origin-Resource-Policy", value: "cross-origin" },
      ],
    },
  ],
};
export default config;
