import type {
  DisableKeyRotationRequest,
  EnableKeyRotationRequest,
  GetKeyRotationStatusRequest,
  GetKeyRotationStatusResponse,
  ListKeyRotationsRequest,
  ListKeyRotationsResponse,
  RotateKeyOnDemandRequest,
  RotateKeyOnDemandResponse,
} from "@aws-sdk/client-kms";
import type { Operation } from "../../../kernel/service.ts";
import { pageOf } from "../../../protocol/page.ts";
import { kmsErrors } from "../errors.ts";
import { DAY_MS, findChangeableKey, findKeyById, type Kms } from "../key-registry.ts";
import type { KeyState } from "../key-state.ts";
import { nextMarker, pageRules } from "../request-rules.ts";

const MOST_ON_DEMAND_ROTATIONS = 25;

/** Switches on rotation every 90 to 2560 days. The key rotates when it is first used after that time. */
export function enableKeyRotation(kms: Kms): Operation<EnableKeyRotationRequest, object> {
  return (input) => {
    const key = findRotatableKey(kms, input.KeyId);
    const periodDays = input.RotationPeriodInDays ?? 365;
    if (periodDays < 90 || periodDays > 2560) {
      throw kmsErrors.validation(`RotationPeriodInDays must be 90 to 2560, is ${periodDays}.`);
    }
    const nextMs = kms.runtime.clock.now() + periodDays * DAY_MS;
    kms.keys.put(key.id, { ...key, rotation: { periodDays, nextMs } });
    return {};
  };
}

export function disableKeyRotation(kms: Kms): Operation<DisableKeyRotationRequest, object> {
  return (input) => {
    const { rotation: _, ...key } = findRotatableKey(kms, input.KeyId);
    kms.keys.put(key.id, key);
    return {};
  };
}

export function getKeyRotationStatus(
  kms: Kms,
): Operation<GetKeyRotationStatusRequest, GetKeyRotationStatusResponse> {
  return (input) => {
    const key = findKeyById(kms, input.KeyId);
    if (key.rotation === undefined || key.state === "PendingDeletion") {
      return { KeyId: key.arn, KeyRotationEnabled: false };
    }
    const { periodDays, nextMs } = key.rotation;
    return {
      KeyId: key.arn,
      KeyRotationEnabled: true,
      RotationPeriodInDays: periodDays,
      NextRotationDate: new Date(nextMs),
    };
  };
}

/** New material at once; what the old material encrypted is still decrypted. */
export function rotateKeyOnDemand(kms: Kms): Operation<RotateKeyOnDemandRequest, RotateKeyOnDemandResponse> {
  return (input) => {
    const key = findRotatableKey(kms, input.KeyId);
    const done = key.materials.filter(({ rotationType }) => rotationType === "ON_DEMAND").length;
    if (done >= MOST_ON_DEMAND_ROTATIONS) {
      throw kmsErrors.limitExceeded(`A key can be rotated on demand ${MOST_ON_DEMAND_ROTATIONS} times.`);
    }
    const material = kms.ring.generate({ createdMs: kms.runtime.clock.now(), rotationType: "ON_DEMAND" });
    kms.keys.put(key.id, { ...key, materials: [...key.materials, material] });
    return { KeyId: key.arn };
  };
}

export function listKeyRotations(kms: Kms): Operation<ListKeyRotationsRequest, ListKeyRotationsResponse> {
  return (input) => {
    const key = findKeyById(kms, input.KeyId);
    const all = input.IncludeKeyMaterial === "ALL_KEY_MATERIAL";
    const shown = key.materials
      .map((material, index) => ({ material, index }))
      .filter(({ index }) => all || index > 0);
    const keyOf = ({ index }: { index: number }) => String(index).padStart(4, "0");
    const page = pageOf(shown, { ...pageRules(input, 100), keyOf });
    const rotations = page.items.map(({ material, index }) => ({
      KeyId: key.arn,
      KeyMaterialId: material.id,
      ...(all
        ? ({ KeyMaterialState: index === key.materials.length - 1 ? "CURRENT" : "NON_CURRENT" } as const)
        : {}),
      ...(index > 0
        ? { RotationDate: new Date(material.createdMs), RotationType: material.rotationType }
        : {}),
    }));
    return { Rotations: rotations, ...nextMarker(page.nextToken) };
  };
}

function findRotatableKey(kms: Kms, keyId: string | undefined): KeyState {
  const key = findChangeableKey(kms, keyId);
  if (key.state === "Disabled") throw kmsErrors.disabled(key);
  return key;
}
