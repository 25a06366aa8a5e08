import { Type } from "typebox";

/** Names are kept to what is safe in a shell, a path, a URL, an ARN and a DNS label. */
export const ApplicationName = Type.String({
  pattern: "^[a-z][a-z0-9-]{0,30}$",
  description: "a lower-case letter, then up to 30 lower-case letters, digits or hyphens",
});

export const EnvironmentName = Type.String({
  pattern: "^[a-z][a-z0-9-]{0,15}$",
  description: "a lower-case letter, then up to 15 lower-case letters, digits or hyphens",
});

export const VersionName = Type.String({
  pattern: "^[0-9A-Za-z][0-9A-Za-z.+_-]{0,30}$",
  description: "a letter or digit, then up to 30 letters, digits, or any of . + _ -",
});

export const Sha256 = Type.String({
  pattern: "^[0-9a-f]{64}$",
  description: "a SHA-256 digest as 64 lower-case hexadecimal digits",
});

export const ParameterName = Type.String({
  pattern: "^(/[A-Za-z0-9_.-]+){1,15}$",
  maxLength: 1011,
  description: "an SSM parameter's full name, such as /apps/hello-web/token",
});

/** A parameter that holds a secret of an application; those below /repave hold other applications' configurations. */
export const SecretParameterName = Type.String({
  pattern: "^(?!/repave/)(/[A-Za-z0-9_.-]+){1,15}$",
  maxLength: 1011,
  description: "an SSM parameter's full name, such as /apps/hello-web/token, and not below /repave",
});

/** An object in S3, pinned by its content. */
export const PinnedObject = Type.Object(
  {
    bucket: Type.String({
      pattern: "^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
      description: "the name of an S3 bucket",
    }),
    key: Type.String({ minLength: 1, maxLength: 1024, description: "an S3 key of 1 to 1024 characters" }),
    sha256: Sha256,
  },
  { additionalProperties: false },
);
