import { fingerprintOf } from "#lib/crypto/ed25519.ts";
import {
  BadCheckpoint,
  type Checkpoint,
  type CheckpointFile,
  checkLink,
  checkpointHash,
  openCheckpoint,
} from "./checkpoint.ts";
import { checkpointKey, numberOf } from "./checkpoint-files.ts";
import { type Head, Heads } from "./head.ts";

/** A checkpoint read from the store, or the error that prevented it. */
export type Read = { file: CheckpointFile } | { error: unknown };

/** SHA-256 of each checkpoint's body in hex, as the database remembers it. */
export type Known = Map<number, string>;

const mostWords = 20;

/**
 * Verifies the store's checkpoints from the first on: signatures, numbers, links, roots, and
 * agreement with the database. `problems` cannot happen without tampering or damage; `notes` can,
 * such as an hour without a checkpoint.
 */
export class CheckpointSequence {
  readonly problems: string[] = [];
  readonly notes: string[] = [];
  /** Last valid checkpoint. */
  last: (Checkpoint & { body: string }) | null = null;
  count = 0;
  /** All chains as of `last`; null while unknown, because an earlier file is missing or was changed. */
  heads: Heads | null = new Heads();
  private readonly believed: readonly string[];
  private readonly known: Known;
  private newest = 0;
  private number = 0;
  private linked = true;

  constructor(believed: readonly string[], known: Known) {
    this.believed = believed;
    this.known = known;
    for (const number of known.keys()) this.newest = Math.max(this.newest, number);
  }

  /**
   * Returns the heads that this checkpoint vouches for and that moved since the previous one.
   * @throws what the store threw, because a store that fails is no sign of tampering.
   */
  next(key: string, read: Read): { checkpoint: Checkpoint; moved: Head[] } | null {
    const number = numberOf(key) ?? 0;
    if (number <= this.number)
      return this.lost(`There are two files of checkpoint ${number}: ${key} is one too many.`);
    this.missing(this.number + 1, number - 1);
    this.number = number;
    try {
      return this.opened(key, number, read);
    } catch (error) {
      if (!(error instanceof BadCheckpoint)) throw error;
      return this.lost(`Checkpoint ${number} ${error.message} (${key}).`);
    }
  }

  private opened(key: string, number: number, read: Read) {
    if ("error" in read) throw read.error;
    const { file } = read;
    const checkpoint = this.checked(file);
    if (checkpoint.number !== number || checkpointKey(checkpoint) !== key)
      throw new BadCheckpoint(
        `is really checkpoint ${checkpoint.number} of ${minute(checkpoint.at)}: an old file was put in its place`,
      );
    this.compare(checkpoint, file.body);
    if (this.linked) checkLink(checkpoint, this.last);
    if (this.last && this.linked) this.hours(this.last.at, checkpoint.at);
    const moved = this.moved(file, checkpoint);
    this.last = { ...checkpoint, body: file.body };
    this.linked = true;
    this.count++;
    return { checkpoint, moved };
  }

  private checked(file: CheckpointFile): Checkpoint {
    try {
      return openCheckpoint(file, this.believed);
    } catch (error) {
      if (!(error instanceof BadCheckpoint) || !error.message.includes("not ours")) throw error;
      throw new BadCheckpoint(`${error.message}: ${fingerprintOf(file.publicKey)}`);
    }
  }

  /** Returns the moved heads after checking them against the signed root. */
  private moved(file: CheckpointFile, { chains, root }: Checkpoint): Head[] {
    if (!file.all && !this.heads) return []; // the heads before these are unknown
    const before = this.heads;
    const heads = file.all ? new Heads(file.heads) : (before as Heads);
    const moved =
      file.all && before ? file.heads.filter((head) => differs(before.get(head.chainId), head)) : file.heads;
    if (!file.all) for (const head of file.heads) heads.set(head);
    if (heads.size !== chains || heads.root() !== root) {
      this.heads = null;
      throw new BadCheckpoint("lists other chains than it signed: its file was changed");
    }
    this.heads = heads;
    return moved;
  }

  private compare({ number }: Checkpoint, body: string) {
    const remembered = this.known.get(number);
    if (remembered !== undefined && remembered !== checkpointHash(body))
      throw new BadCheckpoint("is another one than the database remembers");
    if (remembered === undefined && number < this.newest)
      this.say(`The database no longer knows checkpoint ${number}.`);
  }

  /** Reports checkpoints the database remembers beyond the last file. */
  end() {
    this.missing(this.number + 1, this.newest);
  }

  private missing(from: number, to: number) {
    if (to < from) return;
    const which = from === to ? `Checkpoint ${from} is` : `Checkpoints ${from} to ${to} are`;
    this.lost(`${which} missing from the store.`);
  }

  private lost(problem: string): null {
    this.say(problem);
    this.linked = false;
    this.heads = null;
    return null;
  }

  private say(problem: string) {
    if (this.problems.length < mostWords) this.problems.push(problem);
  }

  private hours(from: string, to: string) {
    const hour = (at: string) => Math.floor(Date.parse(at) / 3_600_000);
    const silent = hour(to) - hour(from) - 1;
    if (silent < 1 || this.notes.length >= mostWords) return;
    this.notes.push(
      `No checkpoint between ${minute(from)} and ${minute(to)} (${silent === 1 ? "one hour" : `${silent} hours`} without). What was written then is covered from ${minute(to)} on.`,
    );
  }
}

const differs = (before: Head | undefined, head: Head) =>
  before?.seq !== head.seq || before.hash !== head.hash || before.anchorSeq !== head.anchorSeq;

/** Returns a time as `2026-11-26 07:00 UTC`. */
export const minute = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
