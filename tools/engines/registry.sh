# shellcheck shell=bash
# The CNCF distribution registry, from Debian's package but not installed: as a package it brings a service of its own.

registry_program=$state/docker-registry/usr/bin/docker-registry

configure_registry() {
  cat >"$state/etc/registry.yml" <<END
version: 0.1
log: { level: warn, accesslog: { disabled: true } }
storage:
  filesystem: { rootdirectory: $state/registry }
  delete: { enabled: true }
http:
  addr: $registry
  secret: only-for-tests-on-this-machine
END
}

registry_answers() { curl -fsS --noproxy '*' --max-time 2 "http://$registry/v2/" >/dev/null 2>&1; }

start_registry() {
  ! running registry >/dev/null || return 0
  ! registry_answers || fail "a registry that was not started here answers at $registry: stop it first"
  [[ -x $registry_program ]] || unpack_package docker-registry "$state/docker-registry"
  say "starting the registry"
  configure_registry
  start registry "$registry_program" serve "$state/etc/registry.yml"
}
