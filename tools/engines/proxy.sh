# shellcheck shell=bash
# The daemon's BuildKit on a port, so that a `remote` builder can be made of it.

proxy_answers() { (exec 3<>"/dev/tcp/${proxy%:*}/${proxy#*:}") 2>/dev/null; }

start_proxy() {
  ! running buildkit-proxy >/dev/null || return 0
  ! proxy_answers || fail "something that was not started here listens at $proxy: stop it first"
  say "starting the BuildKit proxy"
  start buildkit-proxy node "$here/buildkit-proxy.mjs" "$docker_socket" "${proxy%:*}" "${proxy#*:}"
}
