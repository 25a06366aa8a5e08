/** An event as AWS services put it on the default EventBridge bus. */
export interface AwsEvent {
  /** `aws.ssm`, `aws.states`, `aws.ec2`, `aws.autoscaling` … */
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly resources: readonly string[];
  /** Milliseconds since the epoch; the bus fills it in when absent. */
  readonly timeMs?: number;
}

export type AwsEventListener = (event: AwsEvent) => void;

/**
 * How services tell the EventBridge service what happened to their resources. Delivery to rules is the business of
 * that service (it queues durably); `emit` never throws.
 */
export interface EventBus {
  emit(event: AwsEvent): void;
  listen(listener: AwsEventListener): void;
}

/** A bus that calls its listeners at once, in order. */
export function createEventBus(onListenerError: (error: unknown) => void): EventBus {
  const listeners: AwsEventListener[] = [];
  return {
    emit(event) {
      for (const listener of listeners) {
        try {
          listener(event);
        } catch (error) {
          onListenerError(error);
        }
      }
    },
    listen(listener) {
      listeners.push(listener);
    },
  };
}
