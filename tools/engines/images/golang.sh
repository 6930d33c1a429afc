# shellcheck shell=bash
# golang:1.19 for this machine's platform only: it is what cross-compiles, so nothing runs it under emulation.
# Unpacked over busybox and not bootstrapped: running every package's scripts takes two minutes, this twenty seconds.

golang_config() {
  printf '"Env":["PATH=/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",'
  printf '"GOPATH=/go"],"Cmd":["sh"],"WorkingDir":"/go",'
  labels golang "A stand-in for golang made of Debian's Go packages over its busybox-static, for tests"
}

# golang_layer LAYOUT: as busybox_layer.
golang_layer() {
  local tree=$state/tmp/golang-tree package
  rm -rf "$tree"
  for package in libc6 ca-certificates golang-1.19-src golang-1.19-go golang-go; do
    unpack_package "$package" "$tree"
  done
  cd "$tree" || exit
  rm -rf usr/share/{doc,man,lintian} usr/{lib,share}/go-1.19/{test,api,misc}
  mkdir -p etc/ssl/certs go/src go/bin usr/local
  cat usr/share/ca-certificates/mozilla/*.crt >etc/ssl/certs/ca-certificates.crt
  ln -s ../lib/go usr/local/go
  tar_tree . | put_layer "$1"
  rm -rf "$tree"
}

make_golang() {
  local base layer image
  base=$(busybox_layer "$1" "$host_arch")
  layer=$(golang_layer "$1")
  image=$(put_image "$1" "$host_arch" "$(golang_config)" "$base" "$layer")
  push_index "$1" "$2" "$image"
}
