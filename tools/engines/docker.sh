# shellcheck shell=bash
# Docker with its own BuildKit, the containerd image store and the local registry as its mirror.

configure_docker() {
  cat >"$state/etc/daemon.json" <<END
{
  "features": { "containerd-snapshotter": true },
  "registry-mirrors": ["http://$registry"],
  "data-root": "$state/docker",
  "pidfile": "$state/run/dockerd.own-pid"
}
END
}

# The daemon's own interface: the docker command takes several times as long.
ask_daemon() { curl -fs --max-time 10 --unix-socket "$docker_socket" "http://docker/$1" 2>/dev/null; }

daemon_answers() { ask_daemon _ping >/dev/null; }

# Both are needed: two platforms in one build, and `FROM busybox:1.35` from the local registry.
daemon_fits() {
  local info
  info=$(ask_daemon info) || return 1
  [[ $info == *'"io.containerd.snapshotter.'* && $info == *"\"Mirrors\":[\"http://$registry/\""* ]]
}

# True if a daemon that was not started here can be used; ends everything if one is in the way.
lent_daemon() {
  ! running dockerd >/dev/null || return 1
  daemon_answers || return 1
  daemon_fits || fail "a Docker daemon that was not started here answers at $docker_socket, without the containerd image" \
    "store or without http://$registry as its mirror: stop it, or give it both"
  say "using the daemon that answers at $docker_socket already"
}

start_docker() {
  ! running dockerd >/dev/null || return 0
  say "starting dockerd"
  configure_docker
  # After a crash it would name a pid that is another program's by now, and dockerd would not start.
  rm -f "$state/run/dockerd.own-pid"
  start dockerd dockerd --config-file "$state/etc/daemon.json"
}
