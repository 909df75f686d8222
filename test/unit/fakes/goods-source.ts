/** Lists of goods of the web: each with a tag of its text, by which a server tells that it has not changed. */
import type { FetchedList, GoodsSource, Validators } from '../../../src/app/ports/goods-source.ts';
import type { FetchFault } from '../../../src/app/ports/setup-source.ts';
import { fail, ok, type Result } from '../../../src/domain/base/result.ts';

export class FakeGoodsSource implements GoodsSource {
  /** By address: the text, or why it cannot be had. */
  readonly lists = new Map<string, string | FetchFault>();
  readonly asked: Array<{ readonly url: string } & Validators> = [];
  /** What the gateway says where the page gets no answer; undefined: it is silent, too. */
  gateway: { readonly status: number; readonly body: string } | undefined;

  async fetch(url: string, known: Validators): Promise<Result<FetchedList, FetchFault>> {
    this.asked.push({ url, ...known });
    const list = this.lists.get(url) ?? { kind: 'no-answer' };
    if (typeof list !== 'string') return fail(list);
    const etag = `"${String(list.length)}-${list.slice(-12)}"`;
    return ok(known.etag === etag ? { etag } : { file: new File([list], url), etag });
  }

  async relay(): Promise<Result<FetchedList, { readonly status: number; readonly body: string } | undefined>> {
    return fail(this.gateway);
  }
}
