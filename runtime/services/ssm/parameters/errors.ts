import { AwsError } from "../../../protocol/aws-error.ts";

/** Parameter Store's refusals, each with the code that AWS gives it. */
export const parameterErrors = {
  notFound: (name: string) => new AwsError("ParameterNotFound", `Parameter ${name} not found.`),
  versionNotFound: (name: string, selector: string) =>
    new AwsError(
      "ParameterVersionNotFound",
      `Systems Manager could not find version ${selector} of ${name}. Verify the version and try again.`,
    ),
  alreadyExists: () =>
    new AwsError(
      "ParameterAlreadyExists",
      "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
    ),
  typeChange: (name: string) =>
    new AwsError(
      "HierarchyTypeMismatchException",
      `The type of ${name} cannot be changed. Make a new parameter.`,
    ),
  levels: () =>
    new AwsError("HierarchyLevelLimitExceededException", "A parameter's hierarchy has at most 15 levels."),
  patternMismatch: () =>
    new AwsError(
      "ParameterPatternMismatchException",
      "Parameter value, cannot be validated against allowedPattern.",
    ),
  invalidPattern: (cause: unknown) =>
    new AwsError("InvalidAllowedPatternException", "AllowedPattern is not a regular expression.", { cause }),
  maxVersions: (name: string) =>
    new AwsError(
      "ParameterMaxVersionLimitExceeded",
      `You attempted to create a new version of ${name} by calling the PutParameter API with the overwrite flag. ` +
        "The oldest version can't be deleted because it has a label; move the label to another version.",
    ),
  labelLimit: () =>
    new AwsError("ParameterVersionLabelLimitExceeded", "A parameter version can have at most 10 labels."),
  validation: (message: string) => new AwsError("ValidationException", message),
  filterKey: (message: string) => new AwsError("InvalidFilterKey", message),
  filterOption: (message: string) => new AwsError("InvalidFilterOption", message),
  filterValue: (message: string) => new AwsError("InvalidFilterValue", message),
  resourceType: (type: string) =>
    new AwsError("InvalidResourceType", `The resource type ${type} is not emulated.`),
  resourceId: (id: string) => new AwsError("InvalidResourceId", `The resource ${id} does not exist.`),
  tooManyTags: () => new AwsError("TooManyTagsError", "A resource has at most 50 tags."),
  keyId: (cause: Error) => new AwsError("InvalidKeyId", `${cause.message} (KMS: ${cause.name})`, { cause }),
} as const;
