import { expect, test } from "@playwright/test";
import { securityHeaders } from "./security-headers.ts";

const of = (pathname: string) => securityHeaders({ pathname, nonce: "n", https: true, development: false });
const id = "0199a1c2-0000-7000-8000-000000000000";

test("a preview may be framed by us and runs nothing", { tag: "@V3.4.6" }, () => {
  const headers = of(`/campaigns/${id}/preview`);
  expect(headers["X-Frame-Options"]).toBe("SAMEORIGIN");
  const policy = headers["Content-Security-Policy"];
  expect(policy).toContain("frame-ancestors 'self'");
  expect(policy).toMatch(/sandbox(?!.*allow-(?:scripts|same-origin|forms|top-navigation))/);
  expect(policy).not.toContain("script-src");
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("img-src 'self' https: data:");
});

test("no other page may stand in a frame", { tag: "@V3.4.6" }, () => {
  for (const path of [
    "/",
    `/campaigns/${id}`,
    `/campaigns/${id}/preview/x`,
    `/campaigns/${id}/edit/preview`,
    "/settings/preview",
  ]) {
    expect(of(path)["X-Frame-Options"], path).toBe("DENY");
    expect(of(path)["Content-Security-Policy"], path).toContain("frame-ancestors 'none'");
  }
});
