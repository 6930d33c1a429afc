/** A list as Nx hands it over: one text, or the texts of a repeated flag or of project.json. */
export type RawList = string | readonly string[] | undefined;

/** The items of a list whose items hold no comma: cut at commas and line ends, without empty ones. */
export function splitList(raw: RawList): readonly string[] {
  return listEntries(raw).flatMap((text) => trimmed(text.split(/[,\n]/)));
}

/** The items of a list whose items hold commas themselves: one a text, never cut. */
export function listEntries(raw: RawList): readonly string[] {
  return trimmed(raw === undefined ? [] : [raw].flat());
}

function trimmed(texts: readonly string[]): readonly string[] {
  return texts.map((text) => text.trim()).filter((text) => text !== '');
}
