import type { Inspection, Offenders } from "../../inspect/inspection.ts";
import { type Control, type ControlResult, check, checkEach, skip } from "./control.ts";

/** What is known of one instance: what its inspection found, what EC2 says, and what it should be. */
export interface InstanceFacts {
  readonly id: string;
  readonly privateIp: string;
  readonly inspection: Inspection;
  readonly imageId: string | undefined;
  readonly metadataTokens: string | undefined;
  readonly keyName: string | undefined;
  readonly expected: {
    readonly imageId: string;
    readonly recipeDigest: string;
    /** SHA-256 of the baked list of files, as the image's manifest has it. */
    readonly checksumsSha256: string | undefined;
    readonly port: number;
    readonly userId?: number;
  };
}

const notTold = "this system does not tell what its processes do (no /proc)";

/** The baseline for the operating system of an instance. */
export const instanceControls: readonly Control<InstanceFacts>[] = [
  {
    id: "os-01",
    title: "The application does not run as root",
    description: "A process of root that is taken over owns the instance.",
    impact: 1,
    tags: { family: "processes" },
    evaluate: ({ inspection: { processes }, expected }) => {
      if (processes === undefined) return [skip("processes", notTold)];
      if (processes.length === 0) return [check("processes", false, "no process runs on the instance")];
      return processes.map(({ pid, userId, program }) => {
        const isMet = expected.userId === undefined ? userId !== 0 : userId === expected.userId;
        return check(`user of process ${pid} (${program})`, isMet, `it runs with user id ${userId}`);
      });
    },
  },
  {
    id: "os-02",
    title: "Nothing listens but the application on its port",
    description: "Every further port is a way in that nobody looks after.",
    impact: 0.9,
    tags: { family: "network" },
    evaluate: ({ inspection: { sockets }, expected }) => {
      if (sockets === undefined) return [skip("listening ports", notTold)];
      const isServed = sockets.some(({ port }) => port === expected.port);
      return [
        check(`port ${expected.port} is served`, isServed, "nothing listens on the application's port"),
        ...sockets.map(({ address, port, pid }) =>
          check(
            `listening port ${port}`,
            port === expected.port,
            `process ${pid} listens on ${address}:${port}`,
          ),
        ),
      ];
    },
  },
  {
    id: "os-03",
    title: "The application listens on the instance's own address only",
    description: "A socket on all addresses answers on networks that it was not meant for.",
    impact: 0.5,
    tags: { family: "network" },
    evaluate: ({ inspection: { sockets }, privateIp }) => {
      if (sockets === undefined) return [skip("listening addresses", notTold)];
      return checkEach(sockets, "no socket listens", ({ address, port }) =>
        check(`address of port ${port}`, isOwnAddress(address, privateIp), `it listens on ${address}`),
      );
    },
  },
  {
    id: "os-04",
    title: "There is no way to log in",
    description: "An instance is replaced, never entered: no SSH server, no keys for one.",
    impact: 1,
    tags: { family: "access" },
    evaluate: ({ inspection, keyName }) => [
      ...sshServerResults(inspection),
      noneOf("SSH keys and configuration", inspection.sshFiles),
      check("key pair", keyName === undefined, `the instance was launched with the key pair ${keyName}`),
    ],
  },
  {
    id: "os-05",
    title: "No file may be written by everybody",
    description: "What everybody may write, an intruder may replace.",
    impact: 0.7,
    tags: { family: "files" },
    evaluate: ({ inspection }) => [noneOf("world-writable files", inspection.worldWritable)],
  },
  {
    id: "os-06",
    title: "No file runs with the rights of another user",
    description:
      "A file with the set-user-id or set-group-id bit lends its owner's rights to whoever runs it.",
    impact: 0.7,
    tags: { family: "files" },
    evaluate: ({ inspection }) => [noneOf("set-user-id files", inspection.setUserId)],
  },
  {
    id: "os-07",
    title: "The files of the platform are its owner's to write",
    description: "The boot program, the image's description and its list of checksums.",
    impact: 0.7,
    tags: { family: "files" },
    evaluate: ({ inspection }) => [
      noneOf("files in opt/repave that others may write", inspection.looseOwnFiles),
    ],
  },
  {
    id: "os-08",
    title: "The files are those that were baked",
    description: "Every file of the baked list has its content, and the application has no other files.",
    impact: 1,
    tags: { family: "integrity" },
    evaluate: ({ inspection }) => [
      noneOf("files changed since the bake", inspection.changed),
      noneOf("files of the application that were not baked", inspection.added),
    ],
  },
  {
    id: "os-09",
    title: "The instance runs the image of this release",
    description:
      "The image that EC2 launched, the recipe in its description and its list of files are the release's.",
    impact: 1,
    tags: { family: "integrity" },
    evaluate: ({ imageId, inspection, expected }) => {
      const { recipeDigest } = (inspection.image ?? {}) as { recipeDigest?: string };
      return [
        equal("image", imageId, expected.imageId),
        equal("recipe", recipeDigest, expected.recipeDigest),
        equal("list of baked files", inspection.checksumsSha256, expected.checksumsSha256),
      ];
    },
  },
  {
    id: "os-10",
    title: "No credentials lie on the instance",
    description: "Credentials come from the instance's role and from Parameter Store, never from the image.",
    impact: 0.7,
    tags: { family: "secrets" },
    evaluate: ({ inspection }) => [noneOf("private keys and credential files", inspection.credentials)],
  },
  {
    id: "os-11",
    title: "The metadata service wants a session token",
    description:
      "IMDSv2 keeps a request that an application is tricked into from reading the role's credentials.",
    impact: 0.9,
    tags: { family: "access" },
    evaluate: ({ metadataTokens }) => [equal("tokens of the metadata service", metadataTokens, "required")],
  },
];

function sshServerResults({ processes, sockets }: Inspection): readonly ControlResult[] {
  if (processes === undefined || sockets === undefined) return [skip("SSH server", notTold)];
  const server = processes.find(({ program }) => /^(sshd|dropbear)\b/.test(program));
  const socket = sockets.find(({ port }) => port === 22);
  return [
    check("SSH server", server === undefined, `process ${server?.pid} is ${server?.program}`),
    check("port 22", socket === undefined, `process ${socket?.pid} listens on port 22`),
  ];
}

function isOwnAddress(address: string, privateIp: string): boolean {
  return address === privateIp || address === "127.0.0.1";
}

function noneOf(what: string, { count, paths }: Offenders): ControlResult {
  return check(what, count === 0, `${count}: ${paths.join(", ")}${count > paths.length ? " …" : ""}`);
}

function equal(what: string, came: string | undefined, expected: string | undefined): ControlResult {
  return check(
    what,
    came !== undefined && came === expected,
    `expected ${expected}; it is ${came ?? "not there"}`,
  );
}
