import { QRCodeSVG } from "qrcode.react";
import { CopyButton } from "#components/ui/copy-button.tsx";

/** The secret as a picture for the phone's camera, as a link for this very phone, and as text for everything else. Drawn here, by nobody else. */
export function ScanCode({ secret, uri }: { secret: string; uri: string }) {
  const groups = secret.match(/.{1,4}/g) ?? [];
  return (
    <section aria-labelledby="scan" className="grid gap-3">
      <h2 id="scan" className="text-14 font-medium">
        1. Scan this code with your authenticator app
      </h2>
      <div className="flex flex-wrap items-start gap-x-6 gap-y-4">
        <QRCodeSVG
          value={uri}
          size={192}
          marginSize={3}
          level="M"
          bgColor="#ffffff"
          fgColor="#000000"
          title="QR code for your authenticator app"
          className="flex-none rounded-m border border-line"
        />
        <div className="grid min-w-0 flex-1 basis-64 gap-2">
          <p className="text-ink-soft">
            Already on that phone?{" "}
            <a href={uri} className="link">
              Open your authenticator app
            </a>
          </p>
          <p className="text-ink-soft">No camera? Type this key into the app, as a time-based code:</p>
          <div className="flex flex-wrap items-center gap-2 rounded-m bg-sunken py-1.5 ps-3 pe-1.5">
            <code className="grid flex-1 grid-cols-[repeat(4,auto)] justify-start gap-x-3 font-mono text-14 select-all">
              {groups.map((group, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: groups of a secret may repeat, and never move.
                <span key={at}>{group}</span>
              ))}
            </code>
            <CopyButton text={secret} label="Copy key" />
          </div>
        </div>
      </div>
    </section>
  );
}
