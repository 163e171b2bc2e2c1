# Read in by ./run: every check and test, one after the other, with a summary in the last lines.
# Nothing stops at the first failure; what could not run is said too.

SCRATCH=$(mktemp -d)
SUMMARY=$SCRATCH/summary
FAILED=''
PG_DATA=''
trap 'stop_postgresql; rm -rf "$SCRATCH"' EXIT
trap 'exit 130' INT TERM

note() { printf '  %-8s %s\n' "$1" "$2" >> "$SUMMARY"; }

# check NAME COMMAND...: runs it, and notes how it went.
check() {
  title=$1
  shift
  say "== $title"
  if "$@"; then note passed "$title"; else note FAILED "$title"; FAILED=yes; fi
}

# The tools of the tests are not worth stopping for: what needs them is skipped, and said.
install_test_tools() {
  missing=''
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
    missing="$missing chromium"
  command -v pdftotext >/dev/null || missing="$missing poppler-utils"
  command -v zbarimg >/dev/null || missing="$missing zbar-tools"
  command -v msgfmt >/dev/null || missing="$missing gettext"
  [ -z "$missing" ] && return
  # shellcheck disable=SC2086
  apt $missing || note "not run" "tests that need$missing: sudo apt-get install$missing"
}

MEMORY=sqlite://:memory:
tool() { program=$VENV/bin/$1; shift; "$program" "$@"; }
templates() {
  find templates -name '*.html' -exec "$VENV/bin/djade" --target-version 5.2 --check {} +
}
migrations() {
  DATABASE_URL=$MEMORY GENDAN_TESTING=1 "$VENV/bin/python" manage.py makemigrations --check --dry-run
}
deployable() {
  env -u DEBUG -u GENDAN_TESTING -u GENDAN_DEMO ALLOWED_HOSTS=gendan.example DATABASE_URL=$MEMORY \
    SECRET_KEY="$("$VENV/bin/python" -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    "$VENV/bin/python" manage.py check --deploy --fail-level WARNING
}

static_checks() {
  check "format (ruff format)" tool ruff format --check --quiet .
  check "lint (ruff)" tool ruff check --quiet .
  check "types (mypy)" tool mypy
  check "layers (import-linter)" tool lint-imports
  check "templates (djade)" templates
  check "migrations are complete" migrations
  check "production settings (check --deploy)" deployable
}

# suite DATABASE URL: one run of pytest; its closing line goes into the summary.
suite() {
  database=$1
  say "== tests on $database"
  rm -f "$SCRATCH/passed"
  { DATABASE_URL=$2 "$VENV/bin/python" -m pytest -n 2 --dist worksteal --create-db && touch "$SCRATCH/passed"; } 2>&1 |
    tee "$SCRATCH/log"
  closing=$(grep -E '^[= ]*([0-9]+ [a-z]+|no tests ran).* in [0-9.]+s' "$SCRATCH/log" | tail -n 1)
  closing=$(say "$closing" | sed 's/^=* *//; s/ *=*$//')
  if [ -e "$SCRATCH/passed" ]; then
    note passed "tests on $database: $closing"
  else
    note FAILED "tests on $database: ${closing:-did not start, see above}"
    FAILED=yes
  fi
}

answers() {
  "$VENV/bin/python" - 2>/dev/null <<'EOF'
import psycopg
with psycopg.connect("dbname=postgres connect_timeout=3") as connection:
    row = connection.execute("select rolsuper or rolcreatedb from pg_roles where rolname = user")
    assert row.fetchone()[0], "may not create the test database"
EOF
}

as_postgresql_owner() {
  if [ "$(id -u)" = 0 ]; then su -s /bin/sh "$PG_OWNER" -c "$1"; else sh -c "$1"; fi
}

# A server of its own from installed binaries, in a folder that is thrown away.
start_postgresql() {
  initdb=$(command -v initdb ||
    find /usr/lib/postgresql -name initdb 2>/dev/null | sort -V | tail -n 1)
  [ -n "$initdb" ] || return 1
  PG_BIN=$(dirname "$(readlink -f "$initdb")")
  PG_OWNER=nobody
  if id postgres >/dev/null 2>&1; then PG_OWNER=postgres; fi
  PG_DATA=$(mktemp -d /tmp/gendan-postgresql.XXXXXX)
  if [ "$(id -u)" = 0 ]; then chown "$PG_OWNER" "$PG_DATA"; fi
  as_postgresql_owner "cd '$PG_DATA' && '$PG_BIN/initdb' -D data -U postgres -A trust -E UTF8 \
    --no-locale >log && '$PG_BIN/pg_ctl' -D data -w -t 60 -l log start >/dev/null \
    -o \"-k '$PG_DATA' -c listen_addresses='' -c fsync=off -c full_page_writes=off\"" ||
    { cat "$PG_DATA/log"; return 1; }
  export PGHOST="$PG_DATA" PGUSER=postgres
}

stop_postgresql() {
  [ -n "$PG_DATA" ] || return 0
  as_postgresql_owner "'$PG_BIN/pg_ctl' -D '$PG_DATA/data' -m immediate stop >/dev/null" || true
  rm -rf "$PG_DATA"
}

postgresql_suite() {
  case ${DATABASE_URL:-} in
    postgres*|pgsql*|psql*) suite PostgreSQL "$DATABASE_URL" ;;
    *)
      if answers || { start_postgresql && answers; }; then
        suite PostgreSQL postgres:///gendan
      else
        note "not run" "tests on PostgreSQL: no server answers and none could be started;"
        note "" "type: sudo apt-get install postgresql, or name one in DATABASE_URL"
      fi
      ;;
  esac
}

everything() {
  install_test_tools
  static_checks
  if [ "$1" = test ]; then
    suite SQLite "$MEMORY"
    postgresql_suite
  fi
  say
  say "== summary"
  cat "$SUMMARY"
  [ -z "$FAILED" ]
}

set_up tools
# Settings of the shell that started this must not change what is tested.
unset DEBUG GENDAN_DEMO SECRET_KEY GENDAN_NO_MIGRATIONS GENDAN_VAR DJANGO_SETTINGS_MODULE
export PYTEST_DB_SUFFIX="${PYTEST_DB_SUFFIX:-run$$}"
word=$1
shift
if [ "$word" = prove ]; then
  # A server of its own where none answers; without any, what needs one says that it was not run.
  answers || start_postgresql || true
  "$VENV/bin/python" -m proving "$@"
elif [ "$word" = test ] && [ $# -gt 0 ]; then
  "$VENV/bin/python" -m pytest "$@"
else
  everything "$word"
fi
