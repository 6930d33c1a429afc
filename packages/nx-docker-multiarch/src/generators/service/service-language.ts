import type { TargetConfiguration } from '@nx/devkit';

/** What decides the text of a new service. */
export interface ServiceFacts {
  readonly name: string;
  /** The service's folder, relative to the workspace root. */
  readonly root: string;
  readonly port: number;
}

/** What a new service in one language is made of. */
export interface ServiceLanguage {
  /** Whether the image is made of what the target `build` writes. Otherwise the Dockerfile compiles the sources itself. */
  readonly imageOfBuild: boolean;
  /** The texts of its files, by their paths in the service's folder. */
  files(facts: ServiceFacts): Readonly<Record<string, string>>;
  /** `build`, `serve` and `test`, which need no plugin. */
  targets(facts: ServiceFacts): Readonly<Record<string, TargetConfiguration>>;
}
