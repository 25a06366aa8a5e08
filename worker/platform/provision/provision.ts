import type { Listener } from "@aws-sdk/client-elastic-load-balancing-v2";
import { type Colour, idleColour } from "../../../core/stack-names.ts";
import type { ProvisionResult, StackResource } from "../../../core/stage-results.ts";
import type { StageWork } from "../../platform.ts";
import { createGroup, removeLeftover } from "./auto-scaling-group.ts";
import { awaitHealthy, type HealthyColour } from "./await-healthy.ts";
import { ensureInstanceRole, type InstanceRole } from "./instance-role.ts";
import { writeLaunchTemplate } from "./launch-template.ts";
import { ensureListener, ensureTestRule, readLiveColour } from "./listener.ts";
import { ensureLoadBalancer } from "./load-balancer.ts";
import { ensureLogGroup } from "./log-group.ts";
import { stackResources } from "./resources.ts";
import { ensureSecurityGroups, type SecurityGroups } from "./security-groups.ts";
import { createStackContext, type StackContext } from "./stack.ts";
import {
  arnsOf,
  ensureTargetGroups,
  type FoundTargetGroup,
  prepareIdleTargetGroup,
} from "./target-groups.ts";

/**
 * Builds the idle colour of a stack with the release's image and waits until it is healthy. What the colours share is
 * made with the first release. The live colour is never touched, and no traffic is moved.
 */
export async function provision(work: StageWork<"provision">): Promise<ProvisionResult> {
  const context = createStackContext(work);
  const [frame] = await Promise.all([ensureFrame(context), work.requireNew()]);
  const colour = idleColour(frame.liveColour);
  context.progress.say(`live colour: ${frame.liveColour ?? "none"}; building ${colour}`);
  const half = await buildColour(context, frame, colour);
  const healthy = await awaitHealthy(context, { colour, targetGroupArn: half.targetGroupArn });
  return describeStack(context, { frame, half, colour, healthy });
}

/** What both colours share. */
interface Frame {
  readonly securityGroups: SecurityGroups;
  readonly loadBalancer: ProvisionResult["loadBalancer"];
  readonly listenerArn: string;
  readonly targetGroups: Readonly<Record<Colour, FoundTargetGroup>>;
  readonly liveColour: Colour | null;
  readonly logGroup: StackResource;
}

async function ensureFrame(context: StackContext): Promise<Frame> {
  const groups = ensureSecurityGroups(context);
  const [securityGroups, { loadBalancer, listener }, targetGroups, logGroup] = await Promise.all([
    groups,
    ensureFront(context, groups),
    ensureTargetGroups(context),
    ensureLogGroup(context),
  ]);
  const liveColour = readLiveColour(listener, arnsOf(targetGroups));
  return { securityGroups, loadBalancer, listenerArn: arnOf(listener), targetGroups, liveColour, logGroup };
}

async function ensureFront(context: StackContext, groups: Promise<SecurityGroups>) {
  const loadBalancer = await ensureLoadBalancer(context, groups);
  return { loadBalancer, listener: await ensureListener(context, loadBalancer.arn) };
}

function arnOf({ ListenerArn }: Listener): string {
  if (ListenerArn === undefined) throw new Error("the listener has no ARN");
  return ListenerArn;
}

/** What belongs to the new colour alone. */
interface Half {
  readonly role: InstanceRole;
  readonly launchTemplate: ProvisionResult["launchTemplate"];
  readonly targetGroupArn: string;
  readonly testRuleArn: string;
}

async function buildColour(context: StackContext, frame: Frame, colour: Colour): Promise<Half> {
  const [role, launchTemplate, traffic] = await Promise.all([
    ensureInstanceRole(context, colour),
    writeLaunchTemplate(context, { colour, securityGroup: frame.securityGroups.instances }),
    prepareTraffic(context, frame, colour),
  ]);
  context.progress.signal.throwIfAborted();
  await createGroup(context, { colour, launchTemplate, ...traffic });
  context.progress.say(`${context.names.autoScalingGroup(colour)} made, version ${launchTemplate.version}`);
  return { role, launchTemplate, ...traffic };
}

/** The way to the new colour. A target group that has to be made anew may still be used by what an earlier release left. */
async function prepareTraffic(context: StackContext, frame: Frame, colour: Colour) {
  const isKept = frame.targetGroups[colour].Port === context.request.payload.run.port;
  if (!isKept) await removeLeftover(context, colour);
  const targetGroupArn = await prepareIdleTargetGroup(context, { colour, frame });
  return { targetGroupArn, testRuleArn: await ensureTestRule(context, frame.listenerArn, targetGroupArn) };
}

interface BuiltStack {
  readonly frame: Frame;
  readonly half: Half;
  readonly colour: Colour;
  readonly healthy: HealthyColour;
}

function describeStack(context: StackContext, built: BuiltStack): ProvisionResult {
  const { frame, half, colour, healthy } = built;
  const result = {
    colour,
    liveColour: frame.liveColour,
    url: `http://${frame.loadBalancer.dnsName}:${context.request.payload.listenerPort}`,
    loadBalancer: frame.loadBalancer,
    listenerArn: frame.listenerArn,
    testRuleArn: half.testRuleArn,
    targetGroups: { ...arnsOf(frame.targetGroups), [colour]: half.targetGroupArn },
    autoScalingGroup: context.names.autoScalingGroup(colour),
    launchTemplate: half.launchTemplate,
    instances: healthy.instances,
  };
  const others = [...half.role.resources, ...frame.securityGroups.resources, frame.logGroup];
  const resources = stackResources(context, {
    ...result,
    groupArn: healthy.groupArn,
    others,
  });
  return { ...result, resources };
}
