/** The outcome of anything that can fail in the ordinary course of business. Exceptions are for bugs only. */
export type Result<Value, Failure> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly failure: Failure };

export const ok = <Value>(value: Value): { ok: true; value: Value } => ({ ok: true, value });
export const fail = <Failure>(failure: Failure): { ok: false; failure: Failure } => ({ ok: false, failure });

/** The value of a result that cannot be a failure here. Throws where it is one: that is a bug, not an outcome. */
export function unwrap<Value>(result: Result<Value, unknown>): Value {
  if (!result.ok) throw new Error(`illegal move: ${String(result.failure)}`);
  return result.value;
}
