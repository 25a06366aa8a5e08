import type { DescribeImagesCommandInput, DescribeImagesCommandOutput, Image } from "@aws-sdk/client-ec2";
import { pageByPosition } from "../../../../protocol/page.ts";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { applyFilters, type FilterTable } from "../../filters.ts";
import { findImage } from "../../lookup.ts";
import type { ImageRecord } from "../../records.ts";
import { toTagList } from "../../tags.ts";

/** The images that the caller can see: its own, those shared with it, and public ones. */
export const describeImages = (ec2: Ec2) =>
  ec2Operation<DescribeImagesCommandInput, DescribeImagesCommandOutput>(
    [
      "ImageIds",
      "Owners",
      "ExecutableUsers",
      "Filters",
      "MaxResults",
      "NextToken",
      "IncludeDeprecated",
      "IncludeDisabled",
    ],
    (input, context) => {
      const { state } = ec2;
      const { accountId } = context.caller;
      const ids = input.ImageIds ?? [];
      const images = ids.length > 0 ? ids.map((id) => findImage(state, id)) : [...state.images.values()];
      const visible = images.filter((it) => it.state === "available" && isVisible(it, accountId));
      const wanted = visible.filter(
        (it) => isOwned(it, input.Owners, accountId) && isExecutable(it, input.ExecutableUsers, accountId),
      );
      const tagsOf = (it: ImageRecord) => state.tags.get(it.imageId);
      const found = applyFilters(wanted, { filters: input.Filters, table: FILTERS, tagsOf });
      const page = pageByPosition(found, {
        limit: input.MaxResults,
        token: input.NextToken,
        invalidTokenCode: "InvalidNextToken",
      });
      return { Images: page.items.map((it) => toImage(it, tagsOf(it))), NextToken: page.nextToken };
    },
  );

const FILTERS: FilterTable<ImageRecord> = {
  architecture: (it) => it.architecture,
  "creation-date": (it) => new Date(it.createdMs).toISOString(),
  description: (it) => it.description,
  hypervisor: () => "xen",
  "image-id": (it) => it.imageId,
  "image-type": () => "machine",
  "is-public": (it) => `${it.launchPermissions.includes("all")}`,
  "manifest-location": (it) => it.location,
  name: (it) => it.name,
  "owner-id": (it) => it.ownerId,
  "root-device-type": () => "instance-store",
  state: (it) => it.state,
  "virtualization-type": () => "hvm",
};

function isVisible(it: ImageRecord, accountId: string): boolean {
  return (
    it.ownerId === accountId ||
    it.launchPermissions.includes(accountId) ||
    it.launchPermissions.includes("all")
  );
}

function isOwned(it: ImageRecord, owners: readonly string[] = [], accountId: string): boolean {
  return (
    owners.length === 0 ||
    owners.includes(it.ownerId) ||
    (owners.includes("self") && it.ownerId === accountId)
  );
}

function isExecutable(it: ImageRecord, users: readonly string[] = [], accountId: string): boolean {
  const wanted = users.map((user) => (user === "self" ? accountId : user));
  return wanted.length === 0 || wanted.some((user) => it.launchPermissions.includes(user));
}

function toImage(it: ImageRecord, tags: Readonly<Record<string, string>> | undefined): Image {
  return {
    ImageId: it.imageId,
    Name: it.name,
    Description: it.description,
    ImageLocation: it.location,
    ImageType: "machine",
    Architecture: it.architecture,
    OwnerId: it.ownerId,
    CreationDate: new Date(it.createdMs).toISOString(),
    State: "available",
    Public: it.launchPermissions.includes("all"),
    RootDeviceType: "instance-store",
    VirtualizationType: "hvm",
    Hypervisor: "xen",
    PlatformDetails: "Linux/UNIX",
    BlockDeviceMappings: [],
    Tags: toTagList(tags),
  };
}
