import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, test } from "node:test";
import { spoolFolder, trackUsage, whereIs } from "./index.js";

beforeEach(() => {
  process.env.JIG_HOME = mkdtempSync(join(tmpdir(), "jig-"));
  delete process.env.JIG_TELEMETRY;
});

function lines() {
  const [name] = readdirSync(spoolFolder());
  return readFileSync(join(spoolFolder(), name), "utf8").trim().split("\n").map((line) => JSON.parse(line));
}

test("a use is a line in the file of the day", () => {
  trackUsage("report", { seconds: 2, outcome: "failed", error: "InputInvalid" });
  trackUsage("report", { action: "check" });
  assert.match(readdirSync(spoolFolder())[0], /^\d{4}-\d\d-\d\d\.jsonl$/);
  const [first, second] = lines();
  assert.deepEqual([first.tool, first.action, first.outcome, first.error], ["report", "run", "failed", "InputInvalid"]);
  assert.equal(second.action, "check");
  assert.ok(Math.abs(Date.now() / 1000 - 2 - first.started) < 5);
});

test("of a fact that is not known only the name and the kind is written", () => {
  trackUsage("report", { file: "/home/me/secret.csv", rows: 3, error: "no /home/me/secret.csv" });
  const [line] = lines();
  assert.deepEqual(line.shape, { file: "string", rows: "number" });
  assert.ok(!JSON.stringify(line).includes("secret"));
});

test("nothing is written when it is turned off", () => {
  process.env.JIG_TELEMETRY = "Off";
  trackUsage("report");
  assert.throws(() => readdirSync(spoolFolder()));
});

test("a repository is named, and one that opted out is left alone", () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "repo-")));
  const inner = join(root, "a", "b");
  mkdirSync(inner, { recursive: true });
  mkdirSync(join(root, ".git"));
  assert.deepEqual(whereIs(inner), { recorded: true, repository: root });
  writeFileSync(join(root, "jig.toml"), "[ledger]\nrecord = true\n");
  assert.equal(whereIs(inner).recorded, true);
  writeFileSync(join(root, "a", "jig.toml"), "[ledger]\nrecord=false\n");
  assert.equal(whereIs(inner).recorded, false);
  assert.equal(whereIs(root).recorded, true);
  const before = process.cwd();
  process.chdir(inner);
  try {
    trackUsage("report");
    assert.throws(() => readdirSync(spoolFolder()));
    process.chdir(root);
    trackUsage("report", { tokens: 12, cost: 0.5, active: 3 });
  } finally {
    process.chdir(before);
  }
  const [line] = lines();
  assert.deepEqual([line.repository, line.tokens, line.cost, line.active], [root, 12, 0.5, 3]);
});

test("a work tree beside the main one is of the same repository", () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "tree-")));
  writeFileSync(join(root, ".git"), "gitdir: /src/app/.git/worktrees/feature\n");
  assert.equal(whereIs(root).repository, "/src/app");
});

test("a home that cannot be written changes nothing", () => {
  const file = join(process.env.JIG_HOME, "file");
  writeFileSync(file, "");
  process.env.JIG_HOME = file;
  trackUsage("report");
  trackUsage("report", null);
  trackUsage(1n, { seconds: 1n });
  rmSync(file);
});

test("the folder is the one that the Python side reads", () => {
  assert.equal(spoolFolder({ JIG_HOME: "~/jig" }), join(homedir(), "jig", "spool"));
  if (process.platform === "linux") {
    assert.equal(spoolFolder({}), join(homedir(), ".local/share/jigsmith/spool"));
    assert.equal(spoolFolder({ XDG_DATA_HOME: "/data" }), "/data/jigsmith/spool");
  }
});
