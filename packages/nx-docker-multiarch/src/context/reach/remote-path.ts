/** Whether `ADD` would download it, or clone it. */
export function isRemotePath(path: string): boolean {
  return (
    /^(?:https?|git|ssh|ftp):\/\//i.test(path) || /^git@[^\s:]+:/.test(path) || /\.git(?:[#?]|$)/.test(path)
  );
}

/** Whether an address always means the same: of a Git repository, with the whole id of a commit. */
export function isFixedAddress(address: string): boolean {
  return /^(?:https?:\/\/[^?#]*\.git|(?!(?:https?|ftp):)[^?#]*)#(?:[0-9a-f]{40}|[0-9a-f]{64})(?::|$)/i.test(
    address,
  );
}

/** Whether a word can be no address, whatever the values of its variables are. */
export function isPathWhatever(word: string): boolean {
  return /^[^:@$'"\\`]*\//.test(word);
}
