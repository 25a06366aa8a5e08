import { CreateFunctionCommand, type CreateFunctionCommandInput } from "@aws-sdk/client-lambda";
import { zip } from "./zip.ts";

type Settings = Partial<CreateFunctionCommandInput> & { readonly files?: Readonly<Record<string, string>> };

const oneFile = { "index.mjs": "export const handler = async () => 'one'" };

/** What makes a function of Node.js out of its files; without files, one that answers "one". */
export async function createNodeFunction(name: string, settings: Settings = {}) {
  const { files = oneFile, ...more } = settings;
  return new CreateFunctionCommand({
    FunctionName: name,
    Runtime: "nodejs24.x",
    Role: "arn:aws:iam::000000000000:role/function",
    Handler: "index.handler",
    Code: { ZipFile: await zip(files) },
    ...more,
  });
}
