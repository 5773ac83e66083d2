"""One run of a job: in a clean clone, with its log, its retries and its hooks."""

import json
import threading
import time
from dataclasses import replace

import pytest

from jigsmith.flows.jobs import logs, running, workspaces
from jigsmith.flows.jobs.records import Direct
from jigsmith.store.factory import database, runs


def job(**keys):
    lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items() if not isinstance(value, dict))
    tables = "".join(f"[jobs.{key}]\n" + "".join(f'{name} = "{text}"\n' for name, text in value.items())
                     for key, value in keys.items() if isinstance(value, dict))  # fmt: skip
    return f"[[jobs]]\n{lines}{tables}"


def hooks(run):
    return json.loads(run.results).get("hooks", {})


def test_a_job_runs_on_the_commit_and_not_on_what_lies_in_the_work_tree(bench):
    bench.write("README.md", "changed and not committed\n")
    bench.write("new.txt", "not committed\n")
    bench.jobs(job(name="look", command="cat README.md; ls; echo more > made.txt"))
    run = bench.run("look")
    assert (run.state, run.exit_code, run.commit) == ("succeeded", 0, bench.git("rev-parse", "HEAD"))
    text = logs.read(bench.root / run.log)
    assert "hello" in text
    assert "new.txt" not in text
    assert not (bench.root / "made.txt").exists()
    assert bench.git("status", "--porcelain") == "M README.md\n?? new.txt"
    assert not workspaces.folder(bench.world.home, run.id).exists()
    assert bench.git("for-each-ref", "--format=%(refname)") == "refs/heads/main"


def test_a_step_that_fails_ends_the_run_with_its_exit_code(bench):
    bench.jobs(job(name="steps", steps=["echo one", "echo two; exit 3", "echo three"]))
    run = bench.run("steps")
    assert (run.state, run.exit_code) == ("failed", 3)
    assert "two" in run.said
    assert "three" not in run.said.replace("exit code 3", "")


def test_what_takes_too_long_is_ended_with_all_it_started(bench):
    bench.jobs(job(name="slow", command="sleep 300 & sleep 300", timeout="1s"))
    began = time.monotonic()
    run = bench.run("slow")
    assert run.state == "timed-out"
    assert time.monotonic() - began < 60


def test_a_failed_attempt_is_tried_again_until_it_goes_well(bench, tmp_path):
    marker = tmp_path / "tries"
    bench.jobs(
        job(name="again", command=f"echo x >> {marker}; test $(wc -l < {marker}) -ge 3", retries=5, backoff="0s")
    )
    run = bench.run("again")
    assert (run.state, run.attempt) == ("succeeded", 3)


def test_changes_become_one_pull_request_that_later_runs_renew(bench):
    bench.jobs(job(name="update", command="date +%s%N > stamp.txt; echo updated", on_success=["create-pr"]))
    first = bench.run("update")
    [pull] = bench.open_pulls()
    assert hooks(first)["create-pr"][0]["number"] == pull.number
    assert first.branch == pull.head
    assert pull.base == "main"
    assert "updated" in pull.body
    assert first.log in pull.body
    assert bench.git("show", "--stat", "--format=", pull.head).startswith("stamp.txt")
    second = bench.run("update")
    [renewed] = bench.open_pulls()
    assert renewed.number == pull.number
    assert renewed.head_sha != pull.head_sha
    assert second.branch == first.branch
    bench.world.forge.close_pull(pull.number)
    bench.run("update")
    assert [each.number for each in bench.open_pulls()] == [pull.number + 1]


def test_without_changes_nothing_is_proposed(bench):
    bench.jobs(job(name="update", command="true", on_success=["create-pr"]))
    assert hooks(bench.run("update"))["create-pr"] == "nothing changed"
    assert not bench.open_pulls()


def test_a_failure_is_one_issue_until_it_recovers(bench, tmp_path):
    switch = tmp_path / "broken"
    switch.touch()
    command = f"if test -e {switch}; then echo took $(date +%s%N) ns; echo no disk; exit 1; fi"
    bench.jobs(
        job(name="check", command=command, on_failure=["create-issue", "notify-slack"], on_recovery=["notify-slack"])
    )
    numbers = {hooks(bench.run("check"))["create-issue"]["number"] for _ in range(3)}
    assert len(numbers) == 1
    [number] = numbers
    issue = bench.world.forge.issue(number)
    assert (issue.state, issue.title) == ("open", "Nightly job check failed")
    assert "no disk" in issue.body
    [comment] = bench.world.forge.comments(number)
    assert "3 times in a row" in comment.body
    switch.unlink()
    good = bench.run("check")
    assert hooks(good)["close-issue"] == [number]
    assert bench.world.forge.issue(number).state == "closed"
    assert [(title, bad) for _, title, _, bad in bench.told] == [("check failed", True)] * 3 + [
        ("check went well", False)
    ]
    switch.touch()
    assert hooks(bench.run("check"))["create-issue"]["number"] != number


def test_another_reason_is_another_issue(bench, tmp_path):
    reason = tmp_path / "reason"
    bench.jobs(job(name="check", command=f"cat {reason}; exit 1", on_failure=["create-issue"]))
    reason.write_text("no disk\n")
    first = hooks(bench.run("check"))["create-issue"]["number"]
    reason.write_text("no network\n")
    assert hooks(bench.run("check"))["create-issue"]["number"] != first


def test_secrets_that_a_job_is_given_are_in_no_log(bench):
    bench.jobs(job(name="secret", command="echo token $API; exit 1", environment={"API": "${PLAIN}"}))
    run = bench.run("secret")
    assert "token ***" in logs.read(bench.root / run.log)
    assert "s3cret" not in logs.read(bench.root / run.log) + run.said + b"".join(bench.shown).decode()


def test_a_variable_that_is_not_set_fails_the_run_and_names_it(bench):
    bench.jobs(job(name="secret", command="true", environment={"API": "${NOT_SET_HERE}"}))
    run = bench.run("secret")
    assert run.state == "failed"
    assert "NOT_SET_HERE" in run.said


def test_a_long_log_keeps_its_end_within_its_limit(bench):
    bench.jobs(job(name="long", command="seq 1 20000", log_limit=20_000))
    run = bench.run("long")
    path = bench.root / run.log
    assert path.stat().st_size + logs.rotated(path).stat().st_size <= 20_000
    assert "20000" in logs.read(path)
    assert bench.git("status", "--porcelain") == ""


def test_logs_of_old_runs_go(bench):
    bench.jobs(job(name="look", command="true", keep_logs=2))
    kept = [bench.run("look").log for _ in range(4)][-2:]
    there = sorted(str(path.relative_to(bench.root)) for path in (bench.root / logs.FOLDER / "look").glob("*.log"))
    assert there == sorted(kept)


@pytest.mark.parametrize("where", ["branch", "in-place"])
def test_a_report_is_committed_and_leaves_staged_work_alone(bench, where):
    bench.write("staged.txt", "x\n")
    bench.git("add", "staged.txt")
    bench.jobs(job(name="look", command="echo found 3", on_success=["save-report"], report=where))
    bench.run("look")
    second = bench.run("look")
    branch = "jig/reports" if where == "branch" else "main"
    files = bench.git("ls-tree", "-r", "--name-only", branch, "reports/").splitlines()
    assert len(files) == 2
    assert "found 3" in bench.git("show", f"{branch}:{files[-1]}")
    assert bench.git("status", "--porcelain") == "A  staged.txt"
    assert hooks(second)["save-report"].endswith(files[-1])


def test_a_hook_that_fails_is_written_down_and_the_run_stays_good(bench):
    def refuse(*_):
        raise_notify()

    bench.jobs(job(name="look", command="true", on_success=["notify-slack", "save-report"]))
    bench.world = replace(bench.world, tell=refuse)
    run = bench.run("look")
    assert run.state == "succeeded"
    assert hooks(run)["notify-slack"]["error"].startswith("the service is away")
    assert hooks(run)["save-report"].startswith("jig/reports:")


def raise_notify():
    from jigsmith.base import errors

    raise errors.NotifyFailed("the service is away")


def test_a_run_that_is_stopped_ends_soon_and_calls_nobody(bench):
    bench.jobs(job(name="slow", command="sleep 300", on_failure=["notify-slack"], retries=3))
    ended = []
    thread = threading.Thread(target=lambda: ended.append(bench.run("slow")))
    thread.start()
    running_now = []
    for _ in range(600):
        time.sleep(0.1)
        running_now = [run for run in bench.all() if run.state == "running"]
        if running_now and bench.shown:
            break
    with database.begin(bench.world.store) as connection:
        runs.cancel(connection, running_now[0].id)
    thread.join(60)
    assert ended[0].state == "cancelled"
    assert not bench.told


def test_a_branch_that_is_not_there_fails_the_run(bench):
    bench.jobs(job(name="look", command="true", base="nowhere"))
    run = bench.run("look")
    assert (run.state, run.said.partition(".")[0]) == ("failed", "there is no branch 'nowhere' for the job 'look'")


def test_a_run_that_ended_does_not_run_again(bench, tmp_path):
    bench.jobs(job(name="once", command=f"echo x >> {tmp_path}/ran"))
    run = bench.run("once")
    assert running.run(bench.world, Direct(), run.id) == "succeeded"
    assert (tmp_path / "ran").read_text() == "x\n"


def test_boxed_jobs_write_nothing_outside(bench, tmp_path):
    bench.jobs(job(name="boxed", command=f"echo in > inside.txt && cat inside.txt; echo x > {tmp_path}/x", box="bwrap"))
    run = bench.run("boxed")
    assert "in\n" in run.said
    assert not (tmp_path / "x").exists()


def test_folders_that_go_while_they_are_listed_do_no_harm(tmp_path):
    began, ended = threading.Event(), threading.Event()
    staying = workspaces.folder(tmp_path, "one that stays")
    staying.mkdir(parents=True)
    (staying / workspaces.ABOUT).write_text("one that stays")

    def come_and_go():
        while not ended.is_set():
            began.set()
            for number in range(20):
                where = workspaces.folder(tmp_path, f"run {number}")
                where.mkdir(parents=True, exist_ok=True)
                (where / workspaces.ABOUT).write_text(f"run {number}")
                workspaces.remove(tmp_path, f"run {number}")

    others = threading.Thread(target=come_and_go)
    others.start()
    try:
        assert began.wait(10)
        found = [workspaces.left(tmp_path) for _ in range(2_000)]
    finally:
        ended.set()
        others.join()
    assert all("one that stays" in each for each in found)
