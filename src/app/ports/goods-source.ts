/** Where a list of goods comes from by its address: the page asks it itself, and where it may not, the gateway does. */
import type { Result } from '../../domain/base/result.ts';
import type { GatewayAnswer } from './gateway.ts';
import type { PickedFile } from './goods-files.ts';
import type { FetchFault } from './setup-source.ts';

/** By what a server tells whether a list has changed: its headers `ETag` and `Last-Modified`, where it gave them. */
export interface Validators {
  readonly etag?: string | undefined;
  readonly modified?: string | undefined;
}

/** `file` is absent: the server says that it has not changed. */
export interface FetchedList extends Validators {
  readonly file?: PickedFile | undefined;
}

export interface GoodsSource {
  fetch(url: string, known: Validators): Promise<Result<FetchedList, FetchFault>>;
  /** Through the gateway; the failure is its refusal, undefined where it did not answer. */
  relay(
    url: string,
    known: Validators,
    tillKey: string | undefined,
  ): Promise<Result<FetchedList, Pick<GatewayAnswer, 'status' | 'body'> | undefined>>;
}
