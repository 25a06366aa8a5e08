/**
 * The program of every function instance: loads the handler in a worker thread and answers invocations one at a
 * time. It plays the part of AWS's Node.js runtime interface client, whose error types and log lines it keeps.
 * Plain JavaScript, because stripping types would cost a quarter of a cold start.
 */
import { existsSync } from "node:fs";
import module from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { format } from "node:util";
import v8 from "node:v8";
import { parentPort, workerData } from "node:worker_threads";

const port = parentPort;
const exit = process.exit.bind(process);
const startedAt = performance.now();
let current;

module.enableCompileCache(workerData.compileCacheDir);
captureOutput();

function captureOutput() {
  const send = (chunk, encoding, callback) => {
    const text =
      typeof chunk === "string"
        ? chunk
        : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString();
    port.postMessage({ type: "log", text });
    const done = typeof encoding === "function" ? encoding : callback;
    if (done) queueMicrotask(done);
    return true;
  };
  process.stdout.write = send;
  process.stderr.write = send;
  const levels = { log: "INFO", info: "INFO", debug: "DEBUG", warn: "WARN", error: "ERROR", trace: "TRACE" };
  for (const [method, level] of Object.entries(levels)) {
    console[method] = (...values) => {
      const line = `${new Date().toISOString()}\t${current?.requestId ?? "undefined"}\t${level}\t${format(...values)}`;
      port.postMessage({ type: "log", text: line, whole: true });
    };
  }
}

class RuntimeError extends Error {
  constructor(name, message) {
    super(message);
    this.name = name;
  }
}

function describeError(error) {
  if (!(error instanceof Error) && !(error && typeof error.message === "string" && error.name)) {
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  }
  return {
    errorType: error.name,
    errorMessage: String(error.message),
    trace: typeof error.stack === "string" ? error.stack.split("\n") : [],
  };
}

function splitHandler(text) {
  const directory = path.dirname(text);
  const match = /^([^.]*)\.(.+)$/.exec(path.basename(text));
  if (!match || text.includes("..")) throw new RuntimeError("Runtime.MalformedHandlerName", "Bad handler");
  return { file: path.join(directory, match[1]), exportPath: match[2].split(".") };
}

async function loadModule(root, file) {
  for (const extension of ["", ".js", ".mjs", ".cjs"]) {
    const candidate = path.resolve(root, file + extension);
    if (extension === "" && path.extname(candidate) === "") continue;
    if (existsSync(candidate)) return await importUserModule(candidate);
  }
  throw new RuntimeError("Runtime.ImportModuleError", `Error: Cannot find module '${path.basename(file)}'`);
}

async function importUserModule(candidate) {
  try {
    return await import(pathToFileURL(candidate).href);
  } catch (error) {
    const missing = error?.code === "MODULE_NOT_FOUND" || error?.code === "ERR_MODULE_NOT_FOUND";
    if (missing) throw new RuntimeError("Runtime.ImportModuleError", `Error: ${error.message}`);
    if (error instanceof SyntaxError) throw new RuntimeError("Runtime.UserCodeSyntaxError", String(error));
    throw error;
  }
}

function pick(from, exportPath) {
  return exportPath.reduce((value, name) => value?.[name], from);
}

async function loadHandler() {
  const { file, exportPath } = splitHandler(workerData.handler);
  const loaded = await loadModule(workerData.root, file);
  const handler = pick(loaded, exportPath) ?? pick(loaded.default, exportPath);
  if (typeof handler === "function") return handler;
  const state = handler === undefined ? "undefined or not exported" : "not a function";
  throw new RuntimeError("Runtime.HandlerNotFound", `${workerData.handler} is ${state}`);
}

function makeContext(invocation) {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: workerData.functionName,
    functionVersion: workerData.functionVersion,
    memoryLimitInMB: String(workerData.memoryMb),
    logGroupName: workerData.logGroupName,
    logStreamName: workerData.logStreamName,
    invokedFunctionArn: invocation.invokedFunctionArn,
    awsRequestId: invocation.requestId,
    clientContext: invocation.clientContext,
    identity: undefined,
    getRemainingTimeInMillis: () => Math.max(0, invocation.deadlineMs - Date.now()),
  };
}

/** Answers once: with the value, with the error, or with null when nothing is left that could still answer. */
function run(handler, invocation) {
  return new Promise((resolve, reject) => {
    const idle = () => resolve(null);
    process.once("beforeExit", idle);
    port.unref();
    const finish = (settle) => (value) => {
      process.removeListener("beforeExit", idle);
      settle(value);
    };
    const [succeed, fail] = [finish(resolve), finish(reject)];
    try {
      const callback = (error, value) => (error ? fail(error) : succeed(value));
      const returned = handler(JSON.parse(invocation.payload), makeContext(invocation), callback);
      if (typeof returned?.then === "function") returned.then(succeed, fail);
    } catch (error) {
      fail(error);
    }
  });
}

function usedMemoryMb() {
  const heap = v8.getHeapStatistics();
  return Math.ceil((heap.total_physical_size + heap.external_memory) / 2 ** 20);
}

function fatal(errorType) {
  return (error) => {
    const described = describeError(error);
    console.error(errorType === "Uncaught" ? "Uncaught Exception" : "Unhandled Promise Rejection", described);
    port.postMessage({
      type: "failed",
      fatal: true,
      memoryMb: usedMemoryMb(),
      error:
        errorType === "Uncaught"
          ? described
          : { ...described, errorType, errorMessage: format(error).split("\n")[0] },
    });
    exit(128);
  };
}

async function answer(handler, invocation) {
  current = invocation;
  try {
    const value = await run(handler, invocation);
    port.postMessage({
      type: "answered",
      payload: JSON.stringify(value) ?? "null",
      memoryMb: usedMemoryMb(),
    });
  } catch (error) {
    console.error("Invoke Error", JSON.stringify(describeError(error)));
    port.postMessage({ type: "failed", memoryMb: usedMemoryMb(), error: describeError(error) });
  } finally {
    current = undefined;
    port.ref();
  }
}

process.on("uncaughtException", fatal("Uncaught"));
process.on("unhandledRejection", fatal("Runtime.UnhandledPromiseRejection"));
try {
  const handler = await loadHandler();
  if (handler.length >= 3 && workerData.callbacksRemoved) {
    throw new RuntimeError(
      "Runtime.CallbackHandlerDeprecated",
      "AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. Use an async handler.",
    );
  }
  port.on("message", (invocation) => void answer(handler, invocation));
  port.postMessage({ type: "ready", initMs: performance.now() - startedAt });
  module.flushCompileCache();
} catch (error) {
  port.postMessage({ type: "init-failed", error: describeError(error) });
}
