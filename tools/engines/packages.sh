# shellcheck shell=bash
# Debian packages: installed, or only unpacked where installing would bring more than the files.

# Below these, what is installed already does not do: Debian 12's own Docker knows no containerd image store.
declare -A least=([docker.io]=28 [containerd]=2)

# ensure_packages NAME[/SUITE]…
ensure_packages() {
  local wanted name version have lacking=()
  have=$(dpkg-query -W -f '${db:Status-Status} ${Package} ${Version}\n' "${@%/*}" 2>/dev/null || true)
  for wanted in "$@"; do
    name=${wanted%/*}
    version=$(sed -n "s/^installed $name //p" <<<"$have")
    [[ -n $version ]] && dpkg --compare-versions "$version" ge "${least[$name]:-0}" || lacking+=("$wanted")
  done
  ((${#lacking[@]} == 0)) || install_packages "${lacking[@]}"
}

# The packages start nothing by themselves: every engine here has its own configuration and is started by `up`.
install_packages() {
  local policy=/usr/sbin/policy-rc.d status=0 remove=false
  update_lists
  say "installing $*"
  if [[ ! -e $policy ]]; then
    # At the end of `up`, however it ends: left behind, it would keep every service of this machine from starting.
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
  fi
  # What comes with Debian 12's Docker (tini) has to give way to what comes with the newer one. Nothing else ever has to.
  [[ $* != *docker.io* ]] || ! dpkg-query -W docker.io >/dev/null 2>&1 || remove=true
  apt_here install -o "APT::Get::Remove=$remove" "$@" || { sleep 3; apt_here install -o "APT::Get::Remove=$remove" "$@"; } ||
    status=1
  ((status == 0)) || apt_failed "installing $*"
}

# unpack_package NAME[:ARCH] FOLDER: adds to the folder what the package holds, with nothing of it installed.
unpack_package() {
  local debs=$state/debs/$1
  if [[ ! -d $debs ]]; then
    update_lists
    rm -rf "$debs.part"
    mkdir -p "$debs.part"
    (cd "$debs.part" && { apt_here download "$1" || { sleep 3; apt_here download "$1"; }; }) || apt_failed "downloading $1"
    mv "$debs.part" "$debs"
  fi
  mkdir -p "$2"
  dpkg-deb -x "$debs"/*.deb "$2" || fail "could not unpack what is in $debs"
}

# unpack_npm_package NAME VERSION FOLDER: adds what npm's registry has of it, whatever its platform, as the folder `package`.
unpack_npm_package() {
  local kept=$state/debs/npm/$1@$2
  if [[ ! -d $kept ]]; then
    rm -rf "$kept.part"
    mkdir -p "$kept.part"
    (cd "$kept.part" && { npm pack --silent "$1@$2" || { sleep 3; npm pack --silent "$1@$2"; }; }) >/dev/null ||
      fail "npm has no $1@$2, or does not answer"
    mv "$kept.part" "$kept"
  fi
  mkdir -p "$3"
  tar -C "$3" -xzf "$kept"/*.tgz || fail "could not unpack what is in $kept"
}
