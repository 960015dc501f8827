import { randomBytes } from "node:crypto";
import { expect, test } from "@playwright/test";
import sharp from "sharp";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import { api } from "#lib/routes.ts";
import { makeMember, makeNewsletter, makeSending } from "#testing/factories.ts";
import { readImage } from "./read-image.ts";
import { removeLogo } from "./remove.ts";
import { setLogo } from "./set.ts";

const ask = (path: string) =>
  api(new Request(`http://localhost:3000${path}`), { ip: "198.51.100.60", requestId: "logos" });

const picture = (width = 900, height = 300) =>
  sharp({ create: { width, height, channels: 4, background: "#2a6" } });

const base64 = async (image: ReturnType<typeof picture>) => (await image.toBuffer()).toString("base64");

test("a logo is encoded anew as a small PNG, whatever it was", async () => {
  for (const given of [picture().png(), picture().jpeg(), picture().webp(), picture(20, 20).png()]) {
    const { bytes, width, height } = await readImage(await given.toBuffer());
    expect(bytes.subarray(1, 4).toString()).toBe("PNG");
    expect([width <= 480, height <= 160, bytes.length < 150_000]).toEqual([true, true, true]);
  }
  // Noise, the most that fits: it is made smaller until it fits the row.
  const noise = sharp(randomBytes(480 * 160 * 3), { raw: { width: 480, height: 160, channels: 3 } });
  expect((await readImage(await noise.png().toBuffer())).bytes.length).toBeLessThan(150_000);
});

test("nothing of a file but its picture is served", { tag: "@V5.2.2" }, async () => {
  const script = "<script>alert(1)</script><svg onload=alert(1)>";
  const polyglot = Buffer.concat([await picture().png().toBuffer(), Buffer.from(script)]);
  const described = await picture()
    .withMetadata({ exif: { IFD0: { ImageDescription: script } } })
    .jpeg()
    .toBuffer();
  for (const file of [polyglot, described]) {
    expect(file.toString("latin1")).toContain("alert(1)");
    const { bytes } = await readImage(file);
    expect(bytes.toString("latin1")).not.toMatch(/alert|<s/);
  }
});

test("what is no picture is refused beside the field", { tag: ["@V5.2.2", "@V1.3.4"] }, async () => {
  const png = await picture().png().toBuffer();
  // A file of a few kilobytes that says it is 60,000 pixels wide and high.
  const bomb = Buffer.from(png);
  bomb.writeUInt32BE(60_000, 16);
  bomb.writeUInt32BE(60_000, 20);
  const files: Buffer[] = [
    Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
    Buffer.from("<?xml version='1.0'?><svg/>"),
    Buffer.from("GIF89a"),
    Buffer.from("%PDF-1.7"),
    Buffer.from("<html>"),
    Buffer.from([0xff, 0xd8, 0xff]),
    png.subarray(0, 60),
    bomb,
    randomBytes(1000),
    Buffer.alloc(0),
  ];
  for (const file of files)
    await expect(readImage(file), file.subarray(0, 12).toString()).rejects.toMatchObject({
      code: "invalid",
      fields: { image: expect.any(String) },
    });
});

test("a picture that is heavy to decode is refused by its head", { tag: "@V5.2.2" }, async () => {
  const large = await picture(2001, 2000).png().toBuffer();
  await expect(readImage(large)).rejects.toMatchObject({
    fields: { image: expect.stringContaining("4 million pixels") },
  });
  const deep = await picture(60, 60).toColourspace("rgb16").png({ progressive: true }).toBuffer();
  expect(deep.readUInt8(24), "bits a color").toBe(16);
  expect(deep.readUInt8(28), "interlaced").toBe(1);
  await expect(readImage(deep)).rejects.toMatchObject({
    fields: { image: expect.stringContaining("interlaced") },
  });
  expect(await readImage(await picture(2000, 2000).png({ progressive: true }).toBuffer())).toMatchObject({
    width: 160,
  });
});

test("pictures are decoded one at a time and in turn", { tag: "@V2.4.1" }, async () => {
  const file = await picture(1600, 1600).png().toBuffer();
  const of = (owner: string) =>
    readImage(file, owner).then(
      () => "read",
      (error) => error.message as string,
    );
  const [first, ...others] = await Promise.all([of("a"), of("a"), of("a"), of("a"), of("a"), of("b")]);
  expect(first).toBe("read");
  expect(others.filter((answer) => answer.startsWith("Many pictures"))).toHaveLength(2);
  expect(others.at(-1), "another owner's is read").toBe("read");
});

test("a file over 500 kB is refused before it is read", async () => {
  const { actor } = await makeMember();
  for (const bytes of [500_001, 2_000_000])
    await expect(
      setLogo(actor, { image: Buffer.alloc(bytes, 0x89).toString("base64") }),
    ).rejects.toMatchObject({ code: "invalid", fields: { image: expect.stringContaining("500 kB") } });
});

test("a logo has safe headers, and a newsletter's own comes first", { tag: "@V3.2.1" }, async () => {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const shown = async () =>
    /<img class="logo" src="([^"]+)"/.exec(await (await ask(`/subscribe/${newsletterId}`)).text())?.[1];
  expect(await shown()).toBeUndefined();
  const ofWorkspace = await setLogo(actor, { image: await base64(picture().png()) });
  expect(await shown()).toContain(ofWorkspace.id);
  const own = await setLogo(actor, { newsletterId, image: await base64(picture(100, 100).jpeg()) });
  const path = (await shown()) ?? "";
  expect(path).toBe(`/subscribe/logos/${workspaceId}/${own.id}.png`);
  const answer = await ask(path);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "image/png",
    "x-content-type-options": "nosniff",
    // Otherwise the sandboxed preview on the newsletter's page shows no logo.
    "cross-origin-resource-policy": "cross-origin",
    "content-security-policy": "default-src 'none'; sandbox",
    "cache-control": expect.stringContaining("immutable"),
  });
  expect((await sharp(Buffer.from(await answer.arrayBuffer())).metadata()).format).toBe("png");

  const next = await setLogo(actor, { newsletterId, image: await base64(picture(50, 50).png()) });
  expect((await ask(path)).status, "the one before is gone").toBe(404);
  await removeLogo(actor, { newsletterId });
  expect(await shown()).toContain(ofWorkspace.id);
  for (const gone of [`/subscribe/logos/${workspaceId}/${next.id}.png`, "/subscribe/logos/x/y.png"])
    expect((await ask(gone)).status).toBe(404);
});

test("unsubscribe and preference pages carry the sender's logo", async () => {
  const { actor, workspaceId, deliveryId } = await makeSending();
  const { id } = await setLogo(actor, { image: await base64(picture().png()) });
  const token = signLink(await linkKey(), "unsubscribe", { workspaceId, id: deliveryId });
  for (const page of ["unsubscribe", "preferences"]) {
    const text = await (await ask(`/${page}/${token}`)).text();
    expect(text).toContain(`src="/subscribe/logos/${workspaceId}/${id}.png"`);
    expect(Buffer.byteLength(text)).toBeLessThan(20_000);
  }
});
