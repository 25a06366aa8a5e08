/**
 * Like Promise.all, but waits until every promise has settled before it throws the first error, so that nothing goes on
 * behind the back of a function that has ended.
 */
export async function settleAll<const Values extends readonly unknown[]>(
  values: Values,
): Promise<{ -readonly [Index in keyof Values]: Awaited<Values[Index]> }> {
  await Promise.allSettled(values);
  return Promise.all(values) as Promise<{ -readonly [Index in keyof Values]: Awaited<Values[Index]> }>;
}
