"""Taking over a crontab and a nightly-jobs.config.ts into jig.toml."""

import pytest

from jigsmith.app.factory import jobs_import
from jigsmith.base import errors, settings

CRONTAB = """\
# Backups of the wiki
MAILTO=ops@example.com
CRON_TZ=Europe/Vienna
DEPTH=3
0 2 * * * /usr/bin/backup --depth $DEPTH

@weekly npm update && npm test
@reboot start-it
5 4 * * 1-5 date +\\%F
0 3 * * * mail root%hello
61
"""
CONFIG = """\
import { defineConfig } from "nightly-jobs";
const nightly = '0 2 * * *';
// Everything that runs at night.
export default defineConfig({
  schedule: nightly,
  jobs: [
    { name: 'updateDependencies', command: `npm update && npm test`,
      onSuccess: ['create-pr'], onFailure: "notifySlack", timeout: 90_000 },
    { "name": "perf", command: "echo \\"a\\\\tb\\"", schedule: "0 4 * * 0", onFailure: ["create-issue", runIt()] },
    { name: "dynamic", command: `echo ${process.env.X}` },
  ],
} satisfies Config);
"""


def imported(root, name, text):
    (root / name).write_text(text)
    return jobs_import.into(root, jobs_import.read(root / name))


def test_a_crontab_becomes_jobs_with_its_zone_and_its_variables(tmp_path):
    found = imported(tmp_path, "crontab", CRONTAB)
    jobs = settings.parse(found.text, where="jig.toml").jobs
    assert [(job.schedule, job.command) for job in jobs] == [
        ("0 2 * * *", "/usr/bin/backup --depth $DEPTH"),
        ("0 0 * * 0", "npm update && npm test"),
        ("5 4 * * 1-5", "date +%F"),
    ]
    assert jobs[0].timezone == "Europe/Vienna"
    assert jobs[0].environment == {"DEPTH": "3"}
    assert [note.partition(":")[0] for note in found.left_out] == ["line 8", "line 10", "line 11"]


def test_a_configuration_in_typescript_becomes_jobs(tmp_path):
    found = imported(tmp_path, "nightly-jobs.config.ts", CONFIG)
    first, second = settings.parse(found.text, where="jig.toml").jobs
    assert (first.name, first.schedule, first.command) == (
        "update-dependencies", "0 2 * * *", "npm update && npm test",
    )  # fmt: skip
    assert (first.on_success, first.on_failure, first.timeout) == (["create-pr"], ["notify-slack"], "90s")
    assert (second.command, second.schedule) == ('echo "a\\tb"', "0 4 * * 0")
    assert second.on_failure == ["create-issue"]
    assert found.targets == ("slack",)
    assert any("runIt()" in note for note in found.left_out)
    assert any("dynamic" in note for note in found.left_out)


def test_what_is_in_jig_toml_stays_with_its_comments(tmp_path):
    before = '# ours\n[scan]\nignore = ["legacy/"]  # old\n\n[notify]\ntargets = { slack = "slack://x" } # told\n'
    (tmp_path / "jig.toml").write_text(before)
    found = imported(tmp_path, "nightly-jobs.config.ts", CONFIG)
    for line in before.splitlines():
        assert line in found.text
    assert settings.parse(found.text, where="x").notify.targets == {"slack": "slack://x"}
    jobs_import.write(tmp_path, found)
    with pytest.raises(errors.JobUnfit, match="has jobs of that name already: perf, update-dependencies"):
        jobs_import.into(tmp_path, jobs_import.read(tmp_path / "nightly-jobs.config.ts"))


@pytest.mark.parametrize("text", ["export default {", "export const jobs = [];", "export default { jobs: 3 };", ""])
def test_what_exports_no_jobs_is_told(tmp_path, text):
    (tmp_path / "nightly-jobs.config.ts").write_text(text)
    with pytest.raises(errors.JobUnfit):
        jobs_import.read(tmp_path / "nightly-jobs.config.ts")
