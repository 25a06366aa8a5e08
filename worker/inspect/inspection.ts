/** A process of the instance. */
export interface InspectedProcess {
  readonly pid: number;
  readonly userId: number;
  /** The program's name alone: its arguments may hold secrets, and reports are read by many. */
  readonly program: string;
}

/** A TCP socket that a process of the instance listens on. */
export interface ListeningSocket {
  readonly address: string;
  readonly port: number;
  readonly pid: number;
}

/** Files that break a rule, by path from the root; `count` is of all, `paths` the first of them. */
export interface Offenders {
  readonly count: number;
  readonly paths: readonly string[];
}

/** What the inspection program finds on an instance: facts, no judgement. Printed as one line of JSON. */
export interface Inspection {
  readonly system: { readonly name: string; readonly release: string };
  /** Undefined where the system does not tell (no /proc). */
  readonly processes?: readonly InspectedProcess[];
  readonly sockets?: readonly ListeningSocket[];
  readonly fileCount: number;
  /** Files and folders that everybody may write. */
  readonly worldWritable: Offenders;
  /** Files that run with their owner's or group's rights. */
  readonly setUserId: Offenders;
  /** repave's own files that others than their owner may write. */
  readonly looseOwnFiles: Offenders;
  /** Private keys and credentials files. */
  readonly credentials: Offenders;
  /** Host keys and authorized keys of an SSH server. */
  readonly sshFiles: Offenders;
  /** Files of the baked list that are missing or have another content. */
  readonly changed: Offenders;
  /** Files of the application that are not in the baked list. */
  readonly added: Offenders;
  /** SHA-256 of the list itself. */
  readonly checksumsSha256?: string;
  /** `opt/repave/image.json`, parsed. */
  readonly image?: unknown;
}
