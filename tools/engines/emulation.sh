# shellcheck shell=bash
# QEMU for programs of the other architecture.

binfmt=/proc/sys/fs/binfmt_misc
binfmt_entry=$binfmt/qemu-$foreign_cpu

# Flag F: the interpreter was opened when it was registered, so it works in containers, which do not have it.
emulation_works() { [[ -r $binfmt_entry ]] && grep -q '^enabled' "$binfmt_entry" && grep -q '^flags: .*F' "$binfmt_entry"; }

emulate() {
  [[ -e $binfmt/register ]] || mount -t binfmt_misc binfmt_misc "$binfmt"
  ! emulation_works || return 0
  say "registering QEMU for $foreign_arch programs"
  [[ ! -e $binfmt_entry ]] || echo -1 >"$binfmt_entry"
  cat "/usr/lib/binfmt.d/qemu-$foreign_cpu.conf" >"$binfmt/register"
  emulation_works || fail "registered QEMU for $foreign_arch, but the kernel does not show it at $binfmt_entry"
}
