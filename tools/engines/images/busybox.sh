# shellcheck shell=bash
# busybox:1.35 for both platforms, laid out as the image of that name is: every applet is a hard link in /bin.

busybox_config() {
  printf '"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"Cmd":["sh"],'
  labels busybox "A stand-in for busybox made of Debian's busybox-static, for tests"
}

tar_tree() { tar -C "$1" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf - .; }

# busybox_layer LAYOUT ARCH: prints a line of put_layer. To be called as `$(…)`: it changes the folder.
busybox_layer() {
  local tree=$state/tmp/busybox-$2
  rm -rf "$tree"
  unpack_package "busybox-static:$2" "$tree/deb"
  mkdir -p "$tree"/root/{bin,etc,home,root,tmp,usr/bin,usr/sbin,usr/local/bin,var/tmp}
  cd "$tree/root" || exit
  chmod 1777 tmp var/tmp
  chmod 700 root
  mv ../deb/bin/busybox bin/busybox
  # The foreign one runs too: emulation is set up by now.
  bin/busybox --install bin
  ln -s ../../bin/env usr/bin/env
  printf '%s\n' root:x:0:0:root:/root:/bin/sh nobody:x:65534:65534:nobody:/home:/bin/false >etc/passwd
  printf '%s\n' root:x:0: nobody:x:65534: >etc/group
  tar_tree . | put_layer "$1"
  rm -rf "$tree"
}

make_busybox() {
  local layout=$1 arch layer image images=()
  for arch in amd64 arm64; do
    layer=$(busybox_layer "$layout" "$arch")
    image=$(put_image "$layout" "$arch" "$(busybox_config)" "$layer")
    images+=("$image")
  done
  push_index "$layout" "$2" "${images[@]}"
}
