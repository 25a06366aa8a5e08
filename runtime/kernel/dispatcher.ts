import { randomUUID } from "node:crypto";
import { AwsError } from "../protocol/aws-error.ts";
import { requireImplemented } from "../protocol/wire-protocol.ts";
import type { Caller } from "./caller.ts";
import type { AwsCalls, RequestContext, Service } from "./service.ts";

/** One operation to be performed for a caller. */
export interface OperationCall {
  readonly operation: string;
  readonly input: object;
  readonly context: RequestContext;
}

/** Decides whether a caller may perform an operation; throws `AccessDenied…` when not. */
export type Authorizer = (service: Service, call: OperationCall) => void;

/** The one place that every operation goes through, whether it came over the wire or from another service. */
export interface Dispatcher extends AwsCalls {
  dispatch(service: Service, call: OperationCall): Promise<unknown>;
}

/** A dispatcher over services that may still be registering while it is made. */
export function createDispatcher(
  services: ReadonlyMap<string, Service>,
  options: { region: string; authorize: Authorizer },
): Dispatcher {
  const dispatch = async (service: Service, call: OperationCall): Promise<unknown> => {
    requireImplemented(service, call.operation);
    options.authorize(service, call);
    return service.operations[call.operation]?.(call.input, call.context);
  };
  return {
    dispatch,
    async call<Output>(name: string, operation: string, input: object, caller: Caller) {
      const service = services.get(name);
      if (!service)
        throw new AwsError("UnknownService", `The embedded AWS has no service '${name}'.`, { status: 404 });
      const context = { caller, region: options.region, requestId: randomUUID() };
      return (await dispatch(service, { operation, input, context })) as Output;
    },
    supports: (name, operation) => Object.hasOwn(services.get(name)?.operations ?? {}, operation),
  };
}

/** Identities are carried and checked; policies are not evaluated. DIVERGES: AWS denies what no policy allows. */
export const allowAuthenticated: Authorizer = () => {};
