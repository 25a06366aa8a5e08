import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../protocol/aws-error.ts";
import { refuseOtherMembers } from "../../protocol/refuse-members.ts";
import { findByArn, type LoadBalancingState } from "./state.ts";

/** What a listener or rule does with a request that it takes. */
export type Decision =
  | {
      readonly type: "forward";
      readonly groups: readonly { readonly key: string; readonly weight: number }[];
    }
  | {
      readonly type: "respond";
      readonly status: number;
      readonly contentType: string;
      readonly body: string;
    };

/** Checks the actions of a listener or rule, and brings them into the one form they are kept in. */
export function checkActions(
  state: LoadBalancingState,
  actions: readonly Action[] | undefined,
): readonly Action[] {
  const [action, ...others] = actions ?? [];
  if (action === undefined || others.length > 0) {
    throw new AwsError("ValidationError", "exactly one action is expected: forward or fixed-response");
  }
  switch (action.Type) {
    case "forward":
      return [checkForward(state, action)];
    case "fixed-response":
      return [checkFixedResponse(action)];
    default:
      throw new AwsError(
        "ValidationError",
        `Elastic Load Balancing: not emulated: the action type ${action.Type}`,
      );
  }
}

/** The decision that checked actions stand for. */
export function decide(actions: readonly Action[]): Decision {
  const [action] = actions;
  if (action?.Type === "fixed-response") {
    const { StatusCode, ContentType = "", MessageBody = "" } = action.FixedResponseConfig ?? {};
    return { type: "respond", status: Number(StatusCode), contentType: ContentType, body: MessageBody };
  }
  const groups = action?.ForwardConfig?.TargetGroups ?? [];
  return {
    type: "forward",
    groups: groups.map((it) => ({ key: it.TargetGroupArn ?? "", weight: it.Weight ?? 1 })),
  };
}

/** The target groups that actions forward to. */
export function targetGroupsOf(actions: readonly Action[]): readonly string[] {
  const decision = decide(actions);
  return decision.type === "forward" ? decision.groups.map((group) => group.key) : [];
}

function checkForward(state: LoadBalancingState, action: Action): Action {
  refuse(action, ["Type", "Order", "TargetGroupArn", "ForwardConfig"]);
  const config = action.ForwardConfig ?? {
    TargetGroups: [{ TargetGroupArn: action.TargetGroupArn, Weight: 1 }],
  };
  if (config.TargetGroupStickinessConfig?.Enabled === true) {
    throw new AwsError(
      "ValidationError",
      "Elastic Load Balancing: not emulated: TargetGroupStickinessConfig.Enabled",
    );
  }
  const single = config.TargetGroups?.length === 1;
  const TargetGroups = (config.TargetGroups ?? []).map(({ TargetGroupArn, Weight = 1 }) => ({
    TargetGroupArn: findByArn(state, "targetGroups", TargetGroupArn).arn,
    Weight,
  }));
  const weights = TargetGroups.map((group) => group.Weight);
  if (weights.length < 1 || weights.length > 5 || weights.some((weight) => weight < 0 || weight > 999)) {
    throw new AwsError(
      "ValidationError",
      "a forward action has 1 to 5 target groups with weights of 0 to 999",
    );
  }
  if (!weights.some((weight) => weight > 0)) {
    throw new AwsError(
      "ValidationError",
      "at least one target group of a forward action must have a weight above 0",
    );
  }
  const ForwardConfig = { TargetGroups, TargetGroupStickinessConfig: { Enabled: false } };
  const [first] = TargetGroups;
  return { Type: "forward", ...(single ? { TargetGroupArn: first?.TargetGroupArn } : {}), ForwardConfig };
}

function checkFixedResponse(action: Action): Action {
  refuse(action, ["Type", "Order", "FixedResponseConfig"]);
  const config = action.FixedResponseConfig;
  if (config === undefined || !/^[245]\d\d$/.test(config.StatusCode ?? "")) {
    throw new AwsError("ValidationError", "a fixed-response action has a StatusCode of 2XX, 4XX or 5XX");
  }
  if (Buffer.byteLength(config.MessageBody ?? "") > 1024) {
    throw new AwsError(
      "ValidationError",
      "the MessageBody of a fixed-response action has at most 1024 bytes",
    );
  }
  return { Type: "fixed-response", FixedResponseConfig: config };
}

function refuse(action: Action, accepted: readonly string[]): void {
  const where = "Actions";
  refuseOtherMembers(action, accepted, { where, code: "ValidationError" });
}
