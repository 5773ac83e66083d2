"""Reducing: what a command does stays, and no argument of it, whatever it looks like."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jigsmith.loop.observe.habits import reduce

SECRETS = (
    "hunter2",
    "Tr0ub4dor&3",
    "correcthorse9",
    "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "s3cr3tPassw0rd",
    "AKIAIOSFODNN7EXAMPLE",
    "sk-ant-api03-abcdefghijklmnopqrstuvwxyz",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcdefghijk",
)
WAYS = (
    "{0}",
    "./{0}",
    "sudo {0}",
    "export TOKEN={0}",
    "TOKEN={0} make deploy",
    "env A={0} make deploy",
    "echo {0} | docker login -u me",
    "mysql -uroot -p{0} shop",
    "mysqldump --password={0} shop",
    "curl -u me:{0} https://example.org",
    "curl https://me:{0}@example.org/x",
    "curl -H 'Authorization: Bearer {0}' https://example.org",
    "git clone https://{0}@github.com/a/b",
    "git remote add {0} https://me:{0}@example.org",
    "psql postgres://me:{0}@db/shop",
    "sshpass -p{0} ssh me@host",
    "sshpass -p {0} ssh host",
    "docker run -eTOKEN={0} image",
    "docker login -p {0}",
    "7z a -p{0} x.7z y",
    "openssl enc -pass pass:{0} -in a",
    "java -Dtoken={0} -jar a.jar",
    "terraform apply -var=token={0}",
    "aws configure set aws_secret_access_key {0}",
    "kubectl create secret generic a --from-literal=p={0}",
    "npm config set //registry/:_authToken {0}",
    "cat <<EOF > .env\nTOKEN={0}\nEOF",
    "tee .env <<'X'\n{0}\nX\n",
    "read -s p <<< {0}",
    "ssh {0}@host",
    "gpg --passphrase {0} -d a",
    "gpg --passphrase={0} -d a",
    "python -c 'x=\"{0}\"'",
    "foo --{0}",
    "foo -{0}",
    "make {0}=1",
    "cd x && {0}; ls",
    "for i in {0} b; do make $i; done",
    "if [ {0} = x ]; then make; fi",
    "alias x={0}",
    "a() {{ {0}; }}",
    "make # {0}",
    "az login --service-principal -u a -p {0}",
    "http POST example.org password={0}",
    "redis-cli -a {0} ping",
    "vault login {0}",
    "gh auth login --with-token <<< {0}",
    "docker compose --env-file {0} up -d",
    "kubectl -n {0} rollout restart x",
    '"{0}"',
    "'{0}' x",
)


@pytest.fixture
def reducer():
    return reduce.Reducer({"ssh", "foo"})


def keys(reducer, text):
    return [step.key for step in reducer.steps(text)]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_stays_in_what_a_command_does(reducer, way, secret):
    assert secret.lower() not in " ".join(keys(reducer, way.format(secret))).lower()


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("git add -A && git commit -m 'a; b && c' ; git push origin main", ["git add -A", "git commit -m", "git push"]),
        ("sudo -u bob docker compose -f a.yml up -d", ["sudo docker compose up -d -f"]),
        ("FOO=bar make test 2>&1 | tee out.log", ["make test | tee"]),
        ("cat <<EOF > f\nrm -rf /\nEOF\nnpm run build", ["npm run build"]),
        ("for i in a b; do kubectl -n x rollout restart d/$i; done", ["kubectl rollout restart -n"]),
        ("python3 -m venv .venv", ["python3 -m venv"]),
        ("python manage.py migrate shop", ["python manage.py migrate"]),
        ("uv run pytest -x tests", ["uv run pytest -x"]),
        ("cd ~/x; ls -la; git status", ["cd"]),
        ("time nice -n 5 make -j8", ["make -j"]),
        ("/usr/local/bin/terraform -chdir=a apply -auto-approve", ["terraform apply -auto-approve -chdir"]),
        ("tar -xzf a.tgz; ssh -p 22 host", ["tar -xzf", "ssh -p"]),
        ("git checkout \\\n  -b x", ["git checkout -b"]),
        ("ls | grep x", []),
        ("", []),
    ],
)
def test_program_sub_command_and_flags_stay(reducer, text, steps):
    assert keys(reducer, text) == steps


def test_an_argument_is_a_slot_that_is_alike_where_the_arguments_are(reducer):
    (one,), (two,) = reducer.steps("git checkout -b x"), reducer.steps("git push -u origin x")
    assert one.slots == (two.slots[1],) and two.slots[0] != two.slots[1]


def test_a_script_of_ones_own_is_known_by_its_name_and_an_alias_by_its_letters(reducer):
    assert keys(reducer, "~/bin/deploy.sh prod") == ["deploy.sh"]
    assert keys(reducer, "gco main") == ["gco"]
    assert keys(reducer, "Geheim99") == [reduce.UNKNOWN]


@pytest.mark.parametrize(
    "evil",
    [
        "$(" * 5_000,
        '"' * 9_999,
        "`" * 9_999,
        "$(a" * 3_000,
        "'\\" * 5_000,
        "${" * 5_000,
        "\\" * 10_000,
        "<<E\n" * 2_500,
        "a|" * 5_000,
        "&&" * 5_000,
        "sudo " * 2_000,
        "A=1 " * 2_500,
        "uv run " * 1_400,
        "time " * 2_000,
        "<" * 10_000,
    ],
)
def test_no_line_takes_long(reducer, evil):
    before = time.process_time()
    reducer.steps(evil)
    assert time.process_time() - before < 5


@given(st.text(alphabet=st.sampled_from("ab1-=$(){}'\"`\\|&;<>\n\t #*[]~é\x00\x1b\u202e"), max_size=200))
def test_whatever_is_typed_is_reduced_to_words_that_no_terminal_minds(text):
    for step in reduce.Reducer().steps(text):
        assert step.key.isprintable() and step.key
