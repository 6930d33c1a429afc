# shellcheck shell=bash
# Programs that need libc, over busybox, for both platforms.

# tree_layer LAYOUT TREE: prints a line of put_layer, and removes the tree. To be called as `$(…)`: it changes the folder.
tree_layer() {
  cd "$2" || exit
  rm -rf usr/share/{doc,man,lintian,doc-base,bug,locale}
  tar_tree . | put_layer "$1"
  rm -rf "$2"
}

# push_for_both LAYOUT REPOSITORY:TAG CONFIG FILL: over busybox, what `FILL TREE ARCH` puts into a folder.
push_for_both() {
  local layout=$1 arch base layer image tree images=()
  for arch in amd64 arm64; do
    tree=$state/tmp/tree-$arch
    rm -rf "$tree"
    mkdir -p "$tree"
    base=$(busybox_layer "$layout" "$arch")
    "$4" "$tree" "$arch"
    layer=$(tree_layer "$layout" "$tree")
    image=$(put_image "$layout" "$arch" "$3" "$base" "$layer")
    images+=("$image")
  done
  push_index "$layout" "$2" "${images[@]}"
}
