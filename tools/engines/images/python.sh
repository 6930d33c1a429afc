# shellcheck shell=bash
# nxdm/python:3.11 for both platforms: Debian's Python with pip over its libc and busybox.

python_config() {
  printf '"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"Cmd":["python3"],'
  labels python "A stand-in for python made of Debian's Python and pip over its libc and busybox-static, for tests"
}

fill_python() {
  local package
  for package in libc6 libexpat1 zlib1g libffi8 libssl3 libbz2-1.0 liblzma5 libuuid1 libpython3.11-minimal \
    python3.11-minimal libpython3.11-stdlib; do
    unpack_package "$package:$2" "$1"
  done
  for package in python3-pip python3-distutils python3-lib2to3; do
    unpack_package "$package" "$1"
  done
  ln -s python3.11 "$1/usr/bin/python3"
  ln -s python3.11 "$1/usr/bin/python"
  # As in the image of that name, where pip may install for all.
  rm -f "$1/usr/lib/python3.11/EXTERNALLY-MANAGED"
}

make_python() { push_for_both "$1" "$2" "$(python_config)" fill_python; }
