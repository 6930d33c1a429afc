# shellcheck shell=bash
# The images that tests build on, in the local registry. One is made again when its recipe changed or a push replaced it.

image_names=(busybox sbom-generator golang node python nginx)
declare -A images=(
  [busybox]=library/busybox:1.35
  [golang]=library/golang:1.19
  [nginx]=nxdm/nginx:1.22
  [node]=nxdm/node:22
  [python]=nxdm/python:3.11
  [sbom-generator]=nxdm/sbom-generator:1
)

# image_digest REPOSITORY:TAG: what the registry answers for it; empty if nothing.
image_digest() {
  curl -fsI --noproxy '*' --max-time 2 -H 'Accept: application/vnd.oci.image.index.v1+json' -o /dev/null \
    -w '%header{docker-content-digest}' "http://$registry/v2/${1%:*}/manifests/${1##*:}"
}

# One for all: the recipes are built on each other, and what did not change is made again with the same digest.
recipes=$(cat "$here"/images/* | sha256sum)
recipes=${recipes%% *}

# have_image NAME
have_image() {
  local recipe digest
  [[ -r $state/images/$1 ]] && read -r recipe digest <"$state/images/$1" || return 1
  [[ $recipe == "$recipes" && -n $digest && $digest == "$(image_digest "${images[$1]}")" ]]
}

# ensure_image NAME
ensure_image() {
  local layout=$state/tmp/$1 digest
  ! have_image "$1" || return 0
  say "making ${images[$1]}"
  . "$here/images/layout.sh"
  . "$here/images/busybox.sh"
  . "$here/images/sbom-generator.sh"
  . "$here/images/golang.sh"
  . "$here/images/libraries.sh"
  . "$here/images/node.sh"
  . "$here/images/python.sh"
  . "$here/images/nginx.sh"
  new_layout "$layout"
  "make_$1" "$layout" "${images[$1]}"
  rm -rf "$layout"
  digest=$(image_digest "${images[$1]}") || fail "the registry took ${images[$1]}, but does not give it back"
  echo "$recipes $digest" >"$state/images/$1"
}
