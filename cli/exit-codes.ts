/** What `repave` ends with. Documented in the README; scripts rely on these numbers, so they never change meaning. */
export const exitCodes = {
  ok: 0,
  /** The release failed, the audit found a broken chain or a release missing, or doctor found something missing. */
  failed: 1,
  /** A wrong option or argument, or a configuration that breaks its schema or a rule. */
  usage: 2,
  /** The port is taken, or not for this user. */
  portInUse: 3,
  locked: 4,
  /** No runtime answers and no AWS is named, or the named one cannot be reached. */
  unreachable: 5,
  /** AWS, or the runtime, refused the call: credentials or policy. */
  refused: 6,
  /** The disk is full or cannot be written. */
  noDisk: 7,
  /** The data folder is damaged in a way that no crash explains. */
  damaged: 8,
  /** A defect in repave itself. */
  defect: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
