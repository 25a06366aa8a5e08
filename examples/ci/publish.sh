#!/bin/sh
# Publishes a release with nothing but the AWS CLI: uploads the artifact and repave.yaml, then one SNS message.
#
# usage: publish.sh FOLDER      (the folder that becomes the artifact; repave.yaml lies in the current folder)
#
# from the environment:
#   APPLICATION ENVIRONMENT VERSION     what goes where
#   ARTIFACTS_BUCKET RELEASES_TOPIC     outputs of the stack repave: ArtifactsBucketName, ReleasesTopicArn
#   REQUESTED_BY COMMIT                 optional: for the ledger
set -eu

folder=${1:?usage: publish.sh FOLDER}
: "${APPLICATION:?}" "${ENVIRONMENT:?}" "${VERSION:?}" "${ARTIFACTS_BUCKET:?}" "${RELEASES_TOPIC:?}"

digest() {
  if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -c 1-64
}

# Kept to characters that need no escaping in JSON.
plain() {
  printf '%s' "$1" | tr -cd 'A-Za-z0-9 @._:/+-' | cut -c 1-256
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

tar -czf "$work/artifact.tar.gz" --exclude ./repave.yaml --exclude ./.git -C "$folder" .
artifact_digest=$(digest "$work/artifact.tar.gz")
config_digest=$(digest repave.yaml)
artifact_key="releases/$APPLICATION/$artifact_digest.tar.gz"
config_key="releases/$APPLICATION/$config_digest.yaml"

aws s3 cp --only-show-errors "$work/artifact.tar.gz" "s3://$ARTIFACTS_BUCKET/$artifact_key"
aws s3 cp --only-show-errors repave.yaml "s3://$ARTIFACTS_BUCKET/$config_key"

cat >"$work/message.json" <<END
{
  "schema": "repave.release/v1",
  "application": "$APPLICATION",
  "environment": "$ENVIRONMENT",
  "version": "$VERSION",
  "artifact": { "bucket": "$ARTIFACTS_BUCKET", "key": "$artifact_key", "sha256": "$artifact_digest" },
  "config": { "bucket": "$ARTIFACTS_BUCKET", "key": "$config_key", "sha256": "$config_digest" },
  ${COMMIT:+\"commit\": \"$(plain "$COMMIT")\",}
  "requestedBy": "$(plain "${REQUESTED_BY:-ci}")"
}
END
aws sns publish --topic-arn "$RELEASES_TOPIC" --message "file://$work/message.json"
