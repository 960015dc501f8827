import { expect, test } from "@playwright/test";
import { EnvError, loadEnv } from "./env.ts";

const secret = "ssssssssssssssss-a-secret-nobody-should-ever-read";
const good = {
  DATABASE_URL: "postgres://mailneo:hunter2-database@localhost:5432/mailneo",
  SMTP_URL: "smtp://localhost:1025",
  MAIL_FROM: "Mailneo <no-reply@example.com>",
  AUTH_SECRET: secret,
  ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
};

const problems = (source: Record<string, string | undefined>) => {
  try {
    loadEnv(source);
  } catch (error) {
    if (error instanceof EnvError) return error;
  }
  throw new Error("Expected an EnvError");
};

test("defaults are those of the contract", () => {
  const env = loadEnv(good);
  expect(env).toMatchObject({
    PORT: 3000,
    HOST: "127.0.0.1",
    APP_URL: "http://localhost:3000",
    TRUSTED_PROXIES: [],
    ALLOW_PRIVATE_MAIL_HOSTS: false,
    ALLOW_PRIVATE_WEBHOOK_HOSTS: false,
    DATABASE_DIRECT_URL: good.DATABASE_URL,
    DATABASE_PREPARE: true,
    AUTH_SECRETS: [secret],
  });
  expect(env.DATA_DIR).toBe(`${process.cwd()}/.data`);
  expect(env.EXPORT_STORE).toBe(`file:${process.cwd()}/.data/exports`);
  expect(loadEnv({ ...good, PORT: "4000" }).APP_URL).toBe("http://localhost:4000");
  expect(loadEnv({ ...good, TLS_CERT: "a", TLS_KEY: "b" }).APP_URL).toBe("https://localhost:3000");
});

test("every missing or wrong value is named in one message", () => {
  const error = problems({ PORT: "99999", APP_URL: "https://example.com/path" });
  expect(Object.keys(error.problems).sort()).toEqual(
    ["APP_URL", "AUTH_SECRET", "DATABASE_URL", "ENCRYPTION_KEYS", "MAIL_FROM", "PORT", "SMTP_URL"].sort(),
  );
  expect(error.message).toContain("DATABASE_URL     is missing. It should look like postgres://");
  expect(error.message).toContain("PORT             It should be a whole number from 1 to 65535.");
});

test("a direct address names the same database; prepare is on or off", () => {
  const direct = "postgres://mailneo:hunter2-direct@db.internal:5432/mailneo?sslmode=require";
  expect(loadEnv({ ...good, DATABASE_DIRECT_URL: direct, DATABASE_PREPARE: "Off" })).toMatchObject({
    DATABASE_URL: good.DATABASE_URL,
    DATABASE_DIRECT_URL: direct,
    DATABASE_PREPARE: false,
  });
  const elsewhere = {
    DATABASE_DIRECT_URL: direct.replace("/mailneo?", "/other?"),
    DATABASE_PREPARE: "never",
  };
  expect(problems({ ...good, ...elsewhere }).problems).toEqual({
    DATABASE_DIRECT_URL: "It should name the same database as DATABASE_URL, which its roles are named after.",
    DATABASE_PREPARE: "It should be on or off.",
  });
});

test("an empty value counts as unset", () => {
  expect(loadEnv({ ...good, PORT: "", REDIS_URL: " " }).PORT).toBe(3000);
  expect(problems({ ...good, AUTH_SECRET: "" }).message).toContain("is missing");
});

test("no value of a secret is ever printed", () => {
  const bad = {
    DATABASE_URL: "mysql://u:hunter2-database@h/d",
    SMTP_URL: "http://u:hunter2-smtp@h",
    MAIL_FROM: "hunter2-from",
    AUTH_SECRET: "hunter2-auth",
    ENCRYPTION_KEYS: "hunter2-key:hunter2-half",
    REDIS_URL: "hunter2-redis",
    UPSTASH_REDIS_REST_URL: "hunter2-upstash",
    MAILNEO_EDGE_SECRET: "hunter2-edge",
  };
  const error = problems(bad);
  expect(Object.keys(error.problems)).toHaveLength(9);
  expect(error.message).not.toContain("hunter2");
  expect(JSON.stringify(error)).not.toContain("hunter2");
  expect(error.stack).not.toContain("hunter2");
});

test("APP_URL is an origin, and http only on this computer", () => {
  const accepts = (APP_URL: string) => {
    try {
      return loadEnv({ ...good, APP_URL }).APP_URL;
    } catch {
      return null;
    }
  };
  expect(accepts("https://mail.example.com/")).toBe("https://mail.example.com");
  expect(accepts("https://mail.example.com:8443")).toBe("https://mail.example.com:8443");
  expect(accepts("http://localhost:3000")).toBe("http://localhost:3000");
  expect(accepts("http://[::1]:3000")).toBe("http://[::1]:3000");
  for (const wrong of [
    "http://mail.example.com",
    "https://example.com/app",
    "https://example.com?x",
    "https://user@example.com",
    "example.com",
    "ftp://localhost",
    "http://localhost.example.com",
    "http://127.0.0.1.example.com",
  ]) {
    expect(accepts(wrong), wrong).toBeNull();
  }
});

test("AUTH_SECRET counts bytes and may carry the former secret", () => {
  expect(loadEnv({ ...good, AUTH_SECRET: `${"n".repeat(32)}, ${secret}` }).AUTH_SECRETS).toEqual([
    "n".repeat(32),
    secret,
  ]);
  expect(problems({ ...good, AUTH_SECRET: `${secret},short` }).problems).toHaveProperty("AUTH_SECRET");
  expect(problems({ ...good, AUTH_SECRET: `${secret},` }).problems).toHaveProperty("AUTH_SECRET");
  expect(loadEnv({ ...good, AUTH_SECRET: "ä".repeat(16) }).AUTH_SECRETS).toHaveLength(1);
});

test("the key ring says which key is wrong", () => {
  const short = `k1:${Buffer.alloc(32).toString("base64")},k2:${Buffer.alloc(16).toString("base64")}`;
  expect(problems({ ...good, ENCRYPTION_KEYS: short }).message).toContain(
    "Key 2 of the key ring is 16 bytes long.",
  );
});

test("what belongs together is set together", () => {
  expect(problems({ ...good, GOOGLE_CLIENT_ID: "x" }).problems).toEqual({
    GOOGLE_CLIENT_SECRET: "is missing. GOOGLE_CLIENT_ID is set, and the two belong together.",
  });
  expect(problems({ ...good, TLS_KEY: "x" }).problems).toHaveProperty("TLS_CERT");
});

test("trusted proxies are addresses or ranges", () => {
  expect(loadEnv({ ...good, TRUSTED_PROXIES: "10.0.0.0/8, ::1 192.0.2.1" }).TRUSTED_PROXIES).toEqual([
    "10.0.0.0/8",
    "::1",
    "192.0.2.1",
  ]);
  for (const wrong of ["example.com", "10.0.0.0/33", "::/129", "10.0.0.1/8/9", "10.0.0.0/"]) {
    expect(problems({ ...good, TRUSTED_PROXIES: wrong }).problems, wrong).toHaveProperty("TRUSTED_PROXIES");
  }
});

test("switches are on or off, nothing in between", () => {
  expect(loadEnv({ ...good, ALLOW_PRIVATE_MAIL_HOSTS: "On" }).ALLOW_PRIVATE_MAIL_HOSTS).toBe(true);
  expect(loadEnv({ ...good, ALLOW_PRIVATE_MAIL_HOSTS: "0" }).ALLOW_PRIVATE_MAIL_HOSTS).toBe(false);
  expect(problems({ ...good, ALLOW_PRIVATE_MAIL_HOSTS: "maybe" }).problems).toHaveProperty(
    "ALLOW_PRIVATE_MAIL_HOSTS",
  );
});

test("exports go to a folder or a bucket", () => {
  expect(loadEnv({ ...good, DATA_DIR: "/srv/m" }).EXPORT_STORE).toBe("file:/srv/m/exports");
  expect(loadEnv({ ...good, EXPORT_STORE: "file:/srv/x" }).EXPORT_STORE).toBe("file:/srv/x");
  expect(loadEnv({ ...good, EXPORT_STORE: "file:///srv/x" }).EXPORT_STORE).toBe("file:/srv/x");
  expect(loadEnv({ ...good, EXPORT_STORE: "s3://bucket/prefix" }).EXPORT_STORE).toBe("s3://bucket/prefix");
  expect(problems({ ...good, EXPORT_STORE: "/srv/x" }).problems).toHaveProperty("EXPORT_STORE");
});

const long = "h3x-long-and-random-9f2c";

test("a database on another machine takes TLS and a good password", {
  tag: ["@V13.2.3", "@V12.3.1"],
}, () => {
  const refusal = (url: string, name = "DATABASE_URL") => problems({ ...good, [name]: url }).problems[name];
  for (const password of ["", ":", ":postgres", ":Password", ":changeme", ":mailneo"])
    expect(refusal(`postgres://mailneo${password}@db.example.com/mailneo?sslmode=require`), password).toMatch(
      /guessed at once/,
    );
  for (const query of ["", "?sslmode=disable", "?sslmode=prefer", "?sslmode=allow", "?ssl=false"])
    for (const name of ["DATABASE_URL", "DATABASE_DIRECT_URL"])
      expect(refusal(`postgres://mailneo:${long}@db.example.com/mailneo${query}`, name), query).toMatch(
        /without TLS/,
      );
  for (const query of ["?sslmode=require", "?sslmode=verify-ca", "?sslmode=verify-full", "?ssl=true"])
    loadEnv({ ...good, DATABASE_URL: `postgres://mailneo:${long}@db.example.com/mailneo${query}` });
  for (const host of ["localhost", "127.0.0.1", "127.9.9.9", "[::1]"])
    loadEnv({ ...good, DATABASE_URL: `postgres://mailneo:mailneo@${host}/mailneo` });
});
