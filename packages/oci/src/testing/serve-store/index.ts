export type {
  Account,
  Fault,
  FaultAnswer,
  Quirks,
  ServeAuth,
  ServedRegistry,
  ServedRequest,
  ServeOptions,
  ServerRole,
} from './options.js';
export { serveStore } from './serve-store.js';
