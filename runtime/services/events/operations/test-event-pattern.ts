import type { TestEventPatternRequest, TestEventPatternResponse } from "@aws-sdk/client-eventbridge";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { invalid } from "../events.ts";
import { compilePattern, type PatternMatcher } from "../pattern.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html */
export function testEventPattern(): Operation<TestEventPatternRequest, TestEventPatternResponse> {
  return (input) => ({ Result: checkPattern(input.EventPattern ?? "")(parseEvent(input.Event ?? "")) });
}

/** Compiles a pattern, or throws InvalidEventPatternException. */
export function checkPattern(text: string): PatternMatcher {
  try {
    return compilePattern(JSON.parse(text));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AwsError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${reason}`, {
      cause,
    });
  }
}

function parseEvent(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid("Parameter Event is not valid JSON.");
  }
}
