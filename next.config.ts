import type { NextConfig } from "next";

const config: NextConfig = {
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  poweredByHeader: false,
  images: { unoptimized: true },
  typescript: { ignoreBuildErrors: true },
  // The files of public, which the proxy leaves out. A day: their names stay when they change.
  headers: async () => [
    {
      source: "/:file(icon\\.svg|robots\\.txt|site\\.webmanifest|social\\.png|icons/.+\\.png)",
      headers: [
        { key: "Cache-Control", value: "public, max-age=86400" },
        { key: "X-Content-Type-Options", value: "nosniff" },
      ],
    },
  ],
};
export default config;
