# shellcheck shell=bash
# nxdm/node:22 for both platforms: Node and npm as npm has them, over Debian's libc.

node_config() {
  printf '"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"Cmd":["node"],'
  labels node "A stand-in for node made of npm's node-linux-* and npm over Debian's libc and busybox-static, for tests"
}

fill_node() {
  local package cpu=${2/amd64/x64} modules=$1/usr/local/lib/node_modules
  for package in libc6 libstdc++6 libgcc-s1; do
    unpack_package "$package:$2" "$1"
  done
  mkdir -p "$1/usr/local/bin" "$modules"
  unpack_npm_package "node-linux-$cpu" 22.23.3 "$1/node"
  mv "$1/node/package/bin/node" "$1/usr/local/bin/node"
  unpack_npm_package npm 10.9.9 "$1/node"
  rm -rf "$1/node/package/"{man,docs}
  mv "$1/node/package" "$modules/npm"
  rm -r "$1/node"
  chmod 755 "$1/usr/local/bin/node"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$1/usr/local/bin/npm"
  ln -s ../lib/node_modules/npm/bin/npx-cli.js "$1/usr/local/bin/npx"
}

make_node() { push_for_both "$1" "$2" "$(node_config)" fill_node; }
