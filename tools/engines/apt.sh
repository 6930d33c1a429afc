# shellcheck shell=bash
# apt with the machine's own suite, and beside it `sid` for what that suite lacks or has too old. Everything it reads or
# keeps for this lies in the state folder, so the machine's own apt setup stays as it is.

# shellcheck source=/dev/null
codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
apt_dir=$state/apt

# The machine's Debian sources, and the first of them once more as `sid`: mirror, options and keys are the machine's.
write_sources() {
  local parts=$apt_dir/sources.list.d
  rm -rf "$parts"
  mkdir -p "$parts"
  find /etc/apt -path '*/sources.list*' -name '*.list' -type f -exec cat {} + |
    sed -nE "/^deb\s+(\[[^]]*\]\s+)?\S+\s+$codename(-\S+)?\s(.*\s)?main(\s|$)/p" >"$parts/own.list"
  sed -nE "s/^(deb\s+(\[[^]]*\]\s+)?\S+\s+)$codename\s.*/\1sid main/p" "$parts/own.list" |
    sed -n '1p' >"$parts/sid.list"
  find /etc/apt -path '*/sources.list.d/*.sources' -type f -exec awk -v RS= -v ORS='\n\n' -v suite="[ :]$codename([- \n]|$)" '
    $0 ~ suite && /\nComponents:[^\n]* main/ && !/\nEnabled: *no/' {} + >"$parts/own.sources"
  awk -v RS= -v suite="\nSuites:([^\n]* )?$codename([ \n]|$)" '$0 ~ suite { print; exit }' "$parts/own.sources" |
    sed -E "/^Architectures:/d; s/^Suites:.*/Suites: sid\nArchitectures: $host_arch/; s/^Components:.*/Components: main/" \
      >"$parts/sid.sources"
  [[ -s $parts/sid.list || -s $parts/sid.sources ]] || fail "found no Debian source of $codename in /etc/apt"
}

# libc stays out of reach: a sid package that wants a newer one must fail, not take the machine along.
write_apt_configuration() {
  mkdir -p "$apt_dir"/{lists/partial,preferences.d} "$state/debs/partial"
  cat >"$apt_dir/preferences.d/sid" <<END
Package: *
Pin: release n=sid
Pin-Priority: 40

Package: libc6 libc6-dev libc-bin libc-dev-bin
Pin: release n=sid
Pin-Priority: -1
END
  cat >"$apt_dir/apt.conf" <<END
APT::Architectures { "$host_arch"; "$foreign_arch"; };
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Acquire::Retries "3";
Acquire::Languages "none";
DPkg::Lock::Timeout "180";
Dir::State::Lists "$apt_dir/lists";
Dir::Cache "$apt_dir";
Dir::Cache::pkgcache "pkgcache.bin";
Dir::Cache::srcpkgcache "srcpkgcache.bin";
Acquire::GzipIndexes "false";
Dir::Cache::archives "$state/debs";
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$apt_dir/sources.list.d";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "$apt_dir/preferences.d";
END
}

# `-c` and not APT_CONFIG: the machine's own proxies and keys stay, and what is said here wins over the rest.
apt_here() {
  DEBIAN_FRONTEND=noninteractive apt-get -qq --yes -c "$apt_dir/apt.conf" "$@" </dev/null >>"$state/log/apt.log" 2>&1
}

update_lists() {
  # A file and not a variable, since some callers are subshells.
  [[ ! -e $state/run/lists-are-fresh ]] || return 0
  say "reading the package lists"
  write_sources
  write_apt_configuration
  apt_here update || { sleep 3; apt_here update; } || apt_failed "reading the package lists"
  touch "$state/run/lists-are-fresh"
}

apt_failed() { tail -n 25 "$state/log/apt.log" >&2; fail "$1 failed; apt's words are above"; }
