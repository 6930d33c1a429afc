# shellcheck shell=bash
# Sourced by every script here: where things are, and how a program is started, found and stopped.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
state=${NXDM_ENGINES_DIR:-/var/lib/nx-docker-multiarch-engines}
registry=127.0.0.1:5000
docker_socket=/var/run/docker.sock
proxy=127.0.0.1:5351

case $(dpkg --print-architecture 2>/dev/null || uname -m) in
  amd64 | x86_64) host_arch=amd64 foreign_arch=arm64 foreign_cpu=aarch64 ;;
  arm64 | aarch64) host_arch=arm64 foreign_arch=amd64 foreign_cpu=x86_64 ;;
  *) echo "engines: only amd64 and arm64 machines are known here" >&2; exit 1 ;;
esac

# What is set up here is the daemon at the default socket, whatever the caller's own shell points at.
unset DOCKER_HOST DOCKER_CONTEXT DOCKER_TLS_VERIFY

# To stderr, as some functions that say what they do are read by others.
say() { printf 'engines: %s\n' "$*" >&2; }
fail() { printf 'engines: %s\n' "$*" >&2; exit 1; }

docker_here() { timeout 10 docker -H "unix://$docker_socket" "$@"; }

# wait_for SECONDS COMMAND…: true as soon as the command is.
wait_for() {
  local tries=$(($1 * 10)); shift
  until "$@" >/dev/null 2>&1; do
    ((tries-- > 0)) || return 1
    sleep 0.1
  done
}

# A pid alone may have been given to another program since: the start time tells. Nothing for a program that ended,
# though nobody took note of its end yet.
started_at() {
  local fields
  read -ra fields < <(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null) || return 0
  [[ ${fields[0]} == Z ]] || echo "${fields[19]}"
}

# running NAME: prints the pid if what `start NAME` started still runs.
running() {
  local pid at
  [[ -r $state/run/$1.pid ]] && read -r pid at <"$state/run/$1.pid" || return 1
  [[ -n $at && $(started_at "$pid") == "$at" ]] || return 1
  echo "$pid"
}

# start NAME PROGRAM…: in its own session, with its log, outliving this shell.
start() {
  local name=$1 pid; shift
  # 9 is the lock of `up`: a child that inherits it would hold it for good.
  setsid "$@" </dev/null >"$state/log/$name.log" 2>&1 9>&- &
  pid=$!
  echo "$pid $(started_at "$pid")" >"$state/run/$name.pid"
}

# came_up NAME SECONDS COMMAND…: waits for the command, or shows why it never succeeds.
came_up() {
  local name=$1 seconds=$2; shift 2
  wait_for "$seconds" succeeds_or_ended "$name" "$@" && "$@" >/dev/null 2>&1 && return
  tail -n 25 "$state/log/$name.log" >&2
  fail "$name does not answer (waited for at most $seconds s); its log ends as above: $state/log/$name.log"
}

succeeds_or_ended() { "${@:2}" || not running "$1"; }

# stop NAME SECONDS: ends only what `start NAME` started, and waits until it is gone.
stop() {
  local pid
  if pid=$(running "$1"); then
    say "stopping $1 ($pid)"
    kill "$pid"
    wait_for "$2" not running "$1" || fail "$1 ($pid) did not end within $2 s"
  fi
  rm -f "$state/run/$1.pid"
}

not() { ! "$@"; }

# lock: one `up` or `down` at a time, until this shell ends.
lock() {
  mkdir -p "$state"/{log,run,debs,etc,images,tmp}
  exec 9>"$state/lock"
  flock -n 9 || { say "waiting for another run to end"; flock -w 600 9; } || fail "another run has held $state/lock for ten minutes"
  rm -f "$state/run/lists-are-fresh"
}
