/** What the user says of one registry. */
export interface RegistrySettings {
  /** Hosts, also with a path below them, that are asked first when something is read: `mirror.test/docker-hub`. */
  readonly mirrors?: readonly string[];
  /** Certificate authorities (PEM) that are trusted for it beside those that Node knows. */
  readonly ca?: string;
  /** Whether it may be spoken to in plain HTTP if it doesn't answer by https. */
  readonly insecure?: boolean;
}

/** Settings by registry: host and port, `docker.io` for Docker Hub. A mirror has its own entry. */
export type RegistriesSettings = Readonly<Record<string, RegistrySettings>>;
