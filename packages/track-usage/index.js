/**
 * Leaves a line in jigsmith's spool for each use of a tool. `jig` takes it in when it reads its ledger.
 *
 * The file is that of the day in UTC, and the line is appended in one write, so that no lock is needed between tools.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

const OFF = new Set(["off", "0", "no", "false"]);
const KNOWN = new Set([
  "seconds", "outcome", "error", "surface", "version", "files_written", "lines_written", "active", "tokens", "cost",
]);

export function trackUsage(tool, facts = {}) {
  try {
    if (OFF.has((process.env.JIG_TELEMETRY ?? "").toLowerCase())) return;
    const place = whereIs(process.cwd());
    if (!place.recorded) return;
    const { action = "run", ...rest } = facts;
    const now = Date.now();
    const entries = Object.entries(rest).filter(([name, value]) => value !== undefined && !(KNOWN.has(name) && !isPlain(value)));
    const shape = entries.filter(([name]) => !KNOWN.has(name)).map(([name, value]) => [name, typeof value]);
    const line = {
      started: now / 1000 - (Number(rest.seconds) || 0),
      tool,
      action,
      repository: process.env.JIG_REPOSITORY || place.repository,
      ...(/^[A-Za-z]{1,20}$/.test(process.env.JIG_SURFACE ?? "") && { surface: process.env.JIG_SURFACE }),
      ...Object.fromEntries(entries.filter(([name]) => KNOWN.has(name))),
      ...(shape.length > 0 && { shape: Object.fromEntries(shape) }),
    };
    const folder = spoolFolder();
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, `${new Date(now).toISOString().slice(0, 10)}.jsonl`);
    appendFileSync(file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
  } catch {
    // whatever is wrong with the record, the tool goes on
  }
}

/** Whether it is a number or one word: what is known holds no sentence, in which a path or a name could be. */
function isPlain(value) {
  return typeof value === "number" || (typeof value === "string" && /^[\w.+-]{1,100}$/.test(value));
}

/**
 * The repository that a folder is in, and whether it wants uses to be recorded: `[ledger] record = false` in a jig.toml
 * is the opt-out of all below. There is no reader of TOML here; a jig.toml that says so anywhere is taken at its word.
 */
export function whereIs(start) {
  let recorded = true;
  let root = "";
  for (let here = start; ; here = dirname(here)) {
    const text = contentOf(join(here, "jig.toml"));
    if (text !== undefined) {
      root ||= here;
      recorded &&= !(/ledger/.test(text) && /record["']?\s*=\s*false/.test(text));
    }
    const git = join(here, ".git");
    if (existsSync(git)) return { recorded, repository: mainTree(here, contentOf(git)) };
    if (dirname(here) === here) return { recorded, repository: root };
  }
}

/** The root of the main work tree: in the others `.git` is a file that says where it is. */
function mainTree(root, pointer) {
  const main = /^gitdir: (.*)[/\\]\.git[/\\]worktrees[/\\][^/\\]+\s*$/.exec(pointer ?? "");
  return main ? main[1] : root;
}

function contentOf(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

export function spoolFolder(env = process.env) {
  return join(home(env), "spool");
}

/** Where jigsmith keeps its data: the same folder as its Python side finds. */
function home(env) {
  if (env.JIG_HOME) return env.JIG_HOME.replace(/^~(?=$|[/\\])/, homedir());
  if (process.platform === "win32") return join(env.LOCALAPPDATA || join(homedir(), "AppData", "Local"), "jigsmith");
  if (process.platform === "darwin") return join(homedir(), "Library", "Application Support", "jigsmith");
  return join((env.XDG_DATA_HOME ?? "").trim() || join(homedir(), ".local", "share"), "jigsmith");
}
