import { createHash } from "node:crypto";
import type { RunInstancesCommandInput, RunInstancesCommandOutput } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { toReservations } from "../../instance-shape.ts";
import { launchInstances } from "../../launch-instances.ts";
import { LAUNCH_MEMBERS, resolveLaunchSettings } from "../../launch-settings.ts";
import type { Ec2State } from "../../state.ts";

/** Launches instances. The same ClientToken with the same request gives the same instances again. */
export const runInstances = (ec2: Ec2) =>
  ec2Operation<RunInstancesCommandInput, RunInstancesCommandOutput>(
    [...LAUNCH_MEMBERS, "SubnetId", "MinCount", "MaxCount", "LaunchTemplate", "ClientToken"],
    async (input, context) => {
      const { state, runtime } = ec2;
      const settings = resolveLaunchSettings(state, input);
      const requestDigest = createHash("sha256").update(JSON.stringify(input)).digest("hex");
      const reservationId =
        findEarlierLaunch(state, input.ClientToken, requestDigest) ??
        (await launchInstances(ec2, { input, settings, context }));
      if (input.ClientToken !== undefined)
        state.launchTokens.put(input.ClientToken, { requestDigest, reservationId });
      const records = [...state.instances.values()].filter((it) => it.reservationId === reservationId);
      return (
        toReservations(state, runtime.accountId, records)[0] ?? {
          ReservationId: reservationId,
          Instances: [],
        }
      );
    },
  );

function findEarlierLaunch(
  state: Ec2State,
  token: string | undefined,
  requestDigest: string,
): string | undefined {
  const earlier = token === undefined ? undefined : state.launchTokens.get(token);
  if (earlier === undefined || earlier.requestDigest === requestDigest) return earlier?.reservationId;
  const message = `Arguments on this idempotent request are inconsistent with arguments used in previous request(s): ${token}`;
  throw new AwsError("IdempotentParameterMismatch", message);
}
