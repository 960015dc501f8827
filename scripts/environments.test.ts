import { randomBytes } from "node:crypto";
import { expect, test } from "@playwright/test";
import { roleUrls } from "#db/client.ts";
import { generateRingKey } from "#lib/crypto/key-ring.ts";
import { loadEnv } from "#lib/env.ts";
import { environmentOf, type ProcessName } from "./environments.ts";

const secret = randomBytes(48).toString("base64url");
const signing = randomBytes(32).toString("base64");
const all = {
  NODE_ENV: "production",
  PATH: "/bin",
  PGPASSWORD: "of-the-operator's-shell",
  AWS_SECRET_ACCESS_KEY: "of-the-cloud",
  DATABASE_URL: "postgres://owner:owner-password@127.0.0.1:5432/mailneo",
  DATABASE_DIRECT_URL: "postgres://owner:owner-password@127.0.0.1:6432/mailneo",
  SMTP_URL: "smtp://user:mail-password@smtp.example.com:587",
  MAIL_FROM: "Mailneo <no-reply@example.com>",
  AUTH_SECRET: secret,
  ENCRYPTION_KEYS: generateRingKey(),
  AUDIT_SIGNING_KEY: signing,
  TLS_KEY: "/key.pem",
  TLS_CERT: "/cert.pem",
  MAILNEO_WEB_PORT: "4000",
  MAILNEO_EDGE_SECRET: randomBytes(32).toString("base64url"),
} satisfies NodeJS.ProcessEnv;
const urls = roleUrls(all.DATABASE_URL, secret);

/** Secrets of the installation that the environment of a process shows. */
function shownTo(name: ProcessName): string[] {
  const text = Object.values(environmentOf(name, all)).join("\n");
  const secrets = {
    owner: "owner-password",
    auth: secret,
    signing,
    ring: all.ENCRYPTION_KEYS,
    mail: "mail-password",
    shell: all.PGPASSWORD,
    cloud: all.AWS_SECRET_ACCESS_KEY,
    write: urls.app,
    read: urls.read,
    keep: urls.keep,
  };
  return Object.entries(secrets).flatMap(([word, value]) => (text.includes(value) ? [word] : []));
}

test("each process gets the secrets it has use for", { tag: "@V13.2.1" }, () => {
  expect(shownTo("edge")).toEqual(["ring", "write", "read"]);
  expect(shownTo("web")).toEqual(["auth", "signing", "ring", "mail", "shell", "cloud", "write", "read"]);
  expect(shownTo("worker")).toEqual([
    "auth",
    "signing",
    "ring",
    "mail",
    "shell",
    "cloud",
    "write",
    "read",
    "keep",
  ]);
});

test("each process reads its environment without complaint", () => {
  for (const name of ["edge", "web", "worker"] as const)
    expect(loadEnv(environmentOf(name, all)).DATABASE_URL).toBe(urls.app);
  expect(loadEnv(environmentOf("worker", all)).DATABASE_DIRECT_URL).toContain(":6432/");
  const edge = environmentOf("edge", all);
  expect(edge.SMTP_URL).toBe("smtp://smtp.example.com:587");
  expect(() => loadEnv(edge).AUTH_SECRETS).toThrow("no AUTH_SECRET");
});

test("a ring key in AWS KMS takes AWS's variables to the edge", () => {
  const ENCRYPTION_KEYS =
    "k1:aws-kms:arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  expect(environmentOf("edge", { ...all, ENCRYPTION_KEYS }).AWS_SECRET_ACCESS_KEY).toBe("of-the-cloud");
});
