import { describe, expect, it } from "vitest";
import { AwsRefusal, readJsonRefusal, readXmlRefusal } from "../../../../worker/boot/aws-refusal.ts";

describe("readJsonRefusal", () => {
  it.each([
    ['{"__type":"ParameterNotFound","message":"gone"}', "ParameterNotFound", "gone"],
    ['{"__type":"com.amazonaws.ssm#ParameterNotFound","Message":"gone"}', "ParameterNotFound", "gone"],
    ['{"__type":"Throttling:http://internal.amazon.com/"}', "Throttling", "no message"],
    ["<html>bad gateway</html>", "UnknownError", "no message"],
    ["null", "UnknownError", "no message"],
  ])("reads %s", (body, code, message) => {
    expect(readJsonRefusal(body)).toEqual({ code, message });
  });
});

describe("readXmlRefusal", () => {
  it("reads the code and the message", () => {
    const body = "<Error><Code>NoSuchKey</Code><Message>gone</Message></Error>";
    expect(readXmlRefusal(body)).toEqual({ code: "NoSuchKey", message: "gone" });
    expect(readXmlRefusal("")).toEqual({ code: "UnknownError", message: "no message" });
  });
});

describe("AwsRefusal", () => {
  it("has AWS's code as its name, as the SDK's errors do", () => {
    const refusal = new AwsRefusal(404, { code: "NoSuchKey", message: "gone" });
    expect(String(refusal)).toBe("NoSuchKey: gone (status 404)");
    expect(refusal).toMatchObject({ name: "NoSuchKey", $metadata: { httpStatusCode: 404 } });
  });
});
