import localFont from "next/font/local";

// Loaded by the shells, not by the root layout: subscribers' pages use the system's font and stay under 50 kB.
const inter = localFont({
  src: "../../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
  weight: "100 900",
  variable: "--font-inter",
  display: "swap",
  adjustFontFallback: "Arial",
});

const jetbrains = localFont({
  src: "../../node_modules/@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2",
  weight: "100 800",
  variable: "--font-jetbrains",
  display: "swap",
  preload: false,
  adjustFontFallback: false,
});

/** Put on a shell's outermost element. */
export const fonts = `${inter.variable} ${jetbrains.variable} font-sans`;
