# shellcheck shell=bash
# A generator for `--attest type=sbom,generator=…`: BuildKit's own would come from a hub.

sbom_generator_config() {
  printf '"Env":["PATH=/bin"],"Entrypoint":["/bin/scan"],'
  labels sbom-generator "A stand-in for an SBOM generator, made over Debian's busybox-static, for tests"
}

make_sbom-generator() {
  local tree=$state/tmp/scan arch base scan image images=()
  mkdir -p "$tree/bin"
  install -m 755 "$here/images/sbom-generator-scan" "$tree/bin/scan"
  for arch in amd64 arm64; do
    base=$(busybox_layer "$1" "$arch")
    scan=$(tar_tree "$tree" | put_layer "$1")
    image=$(put_image "$1" "$arch" "$(sbom_generator_config)" "$base" "$scan")
    images+=("$image")
  done
  push_index "$1" "$2" "${images[@]}"
  rm -rf "$tree"
}
