"""Which programs have sub-commands, which options of theirs take a value before these, and what only looks around.

Only what stands here is taken for a sub-command: of a program that is not known, every word is an argument, and
arguments are not kept.
"""


def _names(text: str) -> frozenset[str]:
    """Return the names in a text: one for each word, or where there are commas, one between two of them."""
    return frozenset(name.strip() for name in (text.split(",") if "," in text else text.split()) if name.strip())


_WITH_COMMANDS = """
git -C -c --git-dir --work-tree --namespace --exec-path
docker -H --host --context -l --log-level --config
podman --connection --url --log-level
docker-compose -f --file -p --project-name --profile --env-file --project-directory
kubectl -n --namespace --context --cluster --kubeconfig --user -s --server
helm -n --namespace --kube-context --kubeconfig
npm --prefix -w --workspace -C
pnpm -C --dir -F --filter
yarn --cwd
bun --cwd
cargo --manifest-path --config -Z
go -C
aws --profile --region --output --endpoint-url
gcloud --project --account --configuration --format
az --subscription --output -o
gh -R --repo
glab -R --repo
make -C -f -j -I -o -W
gmake -C -f -j
just -f --justfile -d --working-directory
task -d --dir -t --taskfile
rake -f
invoke -c -r
nox -s
tox -e -c
poetry -C --directory
uv --directory --project
pip --python --log --proxy
pip3 --python --log --proxy
pdm -p
hatch -e --env
apt -o -t
apt-get -o -t
systemctl -H --host -M -t --type
jj -R --repository
hg -R --repository --cwd
svn --username --password
composer -d --working-dir
gradle -p -b
gradlew -p -b
mvn -f -pl -P
heroku -a --app
flyctl -a --app -c
fly -a --app -c
vercel --cwd --scope
wrangler -c
firebase -P --project
pulumi -s --stack -C --cwd
minikube -p
tmux -L -S -f
alembic -c -n -x
flask -A --app -e
"""
_PLAIN = """
terraform tofu pipx conda mamba brew dnf yum snap flatpak launchctl jig bundle gem rails flutter dart mix rebar3
dotnet sbt vagrant netlify supabase kind django-admin manage.py artisan prisma npx nx turbo lerna claude codex
ansible-galaxy openssl rustup nvm pyenv asdf mise dvc sops vault consul nomad
"""
_DEEPER = """
docker compose|docker container|docker image|docker volume|docker network|docker system|docker buildx|docker context
podman container|podman image|podman volume
npm run|pnpm run|yarn run|bun run|npm exec
git stash|git remote|git submodule|git worktree|git bisect|git flow|git lfs|git notes
go mod|go tool|go work|cargo +
uv pip|uv tool|uv python|uv run|poetry run|poetry env|hatch run|pdm run|bundle exec|npx prisma|npx nx|npx turbo
terraform state|terraform workspace|helm repo|kubectl rollout|kubectl config|kubectl create
aws s3|aws ec2|aws ecs|aws ecr|aws sts|aws iam|aws lambda|aws logs|aws cloudformation|aws sso|aws configure|aws rds
gcloud compute|gcloud auth|gcloud config|gcloud run|gcloud container|gcloud app|gcloud builds|gcloud functions
az vm|az aks|az acr|az group|az account|az webapp
gh pr|gh issue|gh repo|gh run|gh release|gh workflow|gh auth|glab mr|glab issue
prisma migrate|prisma db|npx prisma migrate|npx prisma db|ansible-galaxy collection
claude mcp|claude plugin|jig templates|jig jobs|jig ticket|conda env|dotnet ef|dotnet tool|vault kv|flutter pub
"""
WITH_COMMANDS: dict[str, frozenset[str]] = {
    **{name: frozenset() for name in _PLAIN.split()},
    **{words[0]: frozenset(words[1:]) for line in _WITH_COMMANDS.split("\n") if (words := line.split())},
}
"""Program to the options that take a value and may stand before its sub-command."""
DEEPER = frozenset(word for line in _DEEPER.split("\n") for word in line.split("|") if word)
"""Sub-commands that have sub-commands."""
RUNNERS = _names("uv run, poetry run, hatch run, pdm run, bundle exec, npm exec")
"""What comes after them is a command of its own; the runner stays in front of it."""
BEFORE = _names("time nohup nice command builtin exec stdbuf caffeinate noglob unbuffer")
"""Words before a command that do not change what it does."""
AS_OTHERS = {"sudo": _names("-u -g -h -p -C -T --user --group"), "doas": _names("-u -C")}
"""The same, but they stay; with their options that take a value."""
OPENERS = _names("if then else elif while until do ! {")
"""Words of the shell's own language with a command after them."""
NOT_COMMANDS = _names("for case select function done fi esac } in [ [[ ]] (( alias")
"""Words of the shell's own language with none after them."""
INTERPRETERS = _names("python python3 node bash sh zsh ruby perl php deno tsx ts-node")
SCRIPTS = (".py", ".sh", ".js", ".mjs", ".cjs", ".ts", ".rb", ".pl", ".php", ".bash", ".zsh")
CLUSTERS = _names("""
ls rm cp mv mkdir tar grep rg df du ps cat sort uniq wc head tail chmod chown ln rsync git docker npm kubectl sed awk
journalctl ss netstat gzip zcat tree diff touch pytest cut tr paste xargs
""")
"""Programs whose short options stand together (`-xzf`) and never have a value glued on that could be a secret."""
LONG_SINGLE = _names("find terraform go java javac ffmpeg openssl convert magick tofu")
"""Programs with long options after one dash; a value comes after `=` or as a word of its own."""
LOOKING = _names("""
ls ll la l lsa pwd clear cls reset history exit logout fg bg jobs man which whereis type whoami true false date cat
less more head tail bat file stat tree df du ps top htop free uptime wc grep rg ag find fd locate echo printf help
id uname hostname env printenv w who diff jq sort uniq alias tldr watch dig ping nslookup ifconfig ip lsof netstat
ss
""")
"""Programs that only look: they stand between the steps of a routine and are no part of it."""
LOOKING_COMMANDS = _names("""
git status, git diff, git log, git show, git blame, git reflog, git st, git help, git ls-files, docker ps, docker
images, docker logs, docker stats, docker inspect, docker compose ps, docker compose logs, kubectl get, kubectl
describe, kubectl logs, systemctl status, npm ls, pip list, gh pr view, gh pr list, gh run list, terraform show
""")
EDITORS = _names("vi vim nvim nano emacs code subl hx micro kak idea pycharm cursor zed ed gedit kate joe mc")
MOVING = _names("cd, pushd, popd, z, j, source, ., export, set, unset, workon, direnv, nvm use")
"""Programs that prepare a step: alone, there is nothing to automate in them."""
_OTHERS = _names("""
read test wait kill pkill killall trap ulimit umask eval let local declare typeset return shift crontab at ssh scp
sftp curl wget psql mysql mysqldump mysqladmin pg_dump pg_restore redis-cli mongosh sqlite3 createdb dropdb rsync
zip unzip 7z gpg ssh-keygen ssh-copy-id ssh-add base64 openssl pytest mypy ruff black isort flake8 pylint eslint
prettier tsc vite jest vitest playwright cypress webpack esbuild rustc rustfmt gcc g++ clang cmake ninja ctest gdb
valgrind java javac kotlinc ansible ansible-playbook packer http httpie ab wrk tee ffmpeg convert magick pandoc
pdflatex latexmk hugo jekyll mkdocs sphinx-build gunicorn uvicorn celery jupyter ipython pre-commit tox nox act k9s
kubectx kubens stern skaffold tilt eksctl argocd flux istioctl protoc buf sqlc migrate goose dbmate liquibase flyway
twine hatch lsd exa eza fzf pbcopy pbpaste open xdg-open say screen nc telnet tcpdump service mount umount passwd
useradd usermod groupadd reboot shutdown update-alternatives dpkg rpm pacman yay apk port sw_vers dotnet msbuild
nuget swift xcodebuild pod fastlane adb golangci-lint gofmt staticcheck cargo-watch wasm-pack trunk sam cdk
serverless copilot stripe ngrok sam mix iex elixir erl ghc stack cabal lein clj julia R Rscript octave gnuplot
""")
BUILTINS = BEFORE.union(
    MOVING, LOOKING, EDITORS, INTERPRETERS, WITH_COMMANDS, AS_OTHERS, CLUSTERS, LONG_SINGLE, _OTHERS
)
"""Programs that are known by name, whether or not they are installed."""
