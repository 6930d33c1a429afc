# shellcheck shell=bash
# Writes an OCI image layout and pushes it: same files in, same digests out, and every media type is OCI's.

oci=application/vnd.oci.image

# new_layout FOLDER
new_layout() {
  rm -rf "$1"
  mkdir -p "$1/blobs/sha256"
  echo '{"imageLayoutVersion":"1.0.0"}' >"$1/oci-layout"
}

# put_blob LAYOUT FILE: moves the file among the blobs; prints `digest size`.
put_blob() {
  local digest size
  digest=$(sha256sum <"$2" | cut -d' ' -f1)
  size=$(stat -c %s "$2")
  mv "$2" "$1/blobs/sha256/$digest"
  # Last, since a caller that reads this goes on at once.
  echo "sha256:$digest $size"
}

# put_layer LAYOUT <TAR: prints `diff-id digest size`.
put_layer() {
  local layer=$1/layer diff_id
  cat >"$layer.tar"
  gzip -n -1 <"$layer.tar" >"$layer" &
  diff_id=$(sha256sum <"$layer.tar" | cut -d' ' -f1)
  wait $! || fail "could not compress a layer into $layer"
  rm "$layer.tar"
  echo "sha256:$diff_id $(put_blob "$1" "$layer")"
}

# put_image LAYOUT ARCH CONFIG LAYER…: a manifest for one platform; prints its descriptor for an index.
# CONFIG is the members of the OCI config's `config`; each LAYER is a line of put_layer.
put_image() {
  local layout=$1 arch=$2 config=$3 file=$1/file diff_ids='' layers='' history='' diff_id digest size
  shift 3
  while read -r diff_id digest size; do
    diff_ids+=",\"$diff_id\""
    layers+=",{\"mediaType\":\"$oci.layer.v1.tar+gzip\",\"digest\":\"$digest\",\"size\":$size}"
    history+=',{"created":"1970-01-01T00:00:00Z","created_by":"tools/engines"}'
  done < <(printf '%s\n' "$@")
  printf '{"created":"1970-01-01T00:00:00Z","architecture":"%s","os":"linux","config":{%s},"history":[%s],%s[%s]}}' \
    "$arch" "$config" "${history:1}" '"rootfs":{"type":"layers","diff_ids":' "${diff_ids:1}" >"$file"
  read -r digest size < <(put_blob "$layout" "$file")
  printf '{"schemaVersion":2,"mediaType":"%s.manifest.v1+json","config":{"mediaType":"%s","digest":"%s","size":%s},"layers":[%s]}' \
    "$oci" "$oci.config.v1+json" "$digest" "$size" "${layers:1}" >"$file"
  read -r digest size < <(put_blob "$layout" "$file")
  printf '{"mediaType":"%s.manifest.v1+json","digest":"%s","size":%s,"platform":{"os":"linux","architecture":"%s"}}' \
    "$oci" "$digest" "$size" "$arch"
}

# push_index LAYOUT REPOSITORY:TAG DESCRIPTOR…
push_index() {
  local layout=$1 reference=$registry/$2 IFS=,
  shift 2
  printf '{"schemaVersion":2,"mediaType":"%s.index.v1+json","manifests":[%s]}' "$oci" "$*" >"$layout/index.json"
  crane push --index "$layout" "$reference" >/dev/null 2>>"$state/log/images.log" ||
    fail "pushing $reference failed: $(tail -n 5 "$state/log/images.log")"
}

# labels TITLE DESCRIPTION
labels() {
  local key=org.opencontainers.image
  printf '"Labels":{"%s.title":"%s","%s.description":"%s","%s.vendor":"nx-docker-multiarch tests"}' \
    "$key" "$1" "$key" "$2" "$key"
}
