/** Marked goods under ФФД 1.2 (kkt-shtrih.md §3). A marking code goes as scanned: separators kept, no scanner's prefix. */
import { ascii, ByteReader, le } from '../../bytes.ts';
import { command, signature, type Command, type Signed } from '../command.ts';
import { fnTime, type LocalDateTime } from '../date.ts';
import { decodeTlv, encodeTlv, type Tlv } from '../tlv.ts';

/** Tag 2003: what will have become of the goods. */
export const markStatuses = { sold: 1, soldInPart: 2, returned: 3, returnedInPart: 4, unchanged: 255 } as const;
export type MarkStatus = keyof typeof markStatuses;

export interface MarkCheck {
  /** Tag 2004: what the ФН itself says of the crypto tail. */
  readonly local: 'not-checked' | 'good' | 'bad';
  /** Why: 0 checked, 1 this kind is not checked, 2 no key, 3 no AI 91 or 92, 4 other. */
  readonly reason: number;
  /** Tag 2100: 0 unknown, 1 short, 2 a tail of 88 checked by the ФН, 3 of 44 not checked, 4 of 44 checked, 5 of 4 not checked. */
  readonly type: number;
  readonly remote: RemoteCheck;
}

/** What ОИСМ said. */
export type RemoteCheck =
  /** Not asked: autonomous mode or no link. */
  | { readonly kind: 'none' }
  /** Did not answer within table 19 field 8. */
  | { readonly kind: 'silent'; readonly result: number | undefined }
  | {
      readonly kind: 'answered';
      /** Tag 2106. */ readonly result: number;
      /** Of the server: 2005, 2105, 2109, 2114. */ readonly tags: readonly Tlv[];
    }
  /** The ФН did not believe the answer: 1 its sign, 2 its format, 3 number of the request, 4 number of the ФН, 5 CRC, 7 length. */
  | { readonly kind: 'not-believed'; readonly cause: number | undefined; readonly result: number | undefined }
  /** The ФН refused: a code of errors.ts. */
  | { readonly kind: 'refused'; readonly code: number; readonly result: number | undefined };

const mark = (km: string): { size: Uint8Array; bytes: Uint8Array } => {
  const bytes = ascii(km);
  return { size: le(bytes.length, 1), bytes };
};

/** FF61. Must be followed by `decideMark`. `tags`: 2108 and 1023 of measured goods, 1291 of a part of a package; none for whole pieces. */
export function checkMark(
  order: Signed & { readonly km: string; readonly status: MarkStatus; readonly tags?: readonly Tlv[] },
): Command<MarkCheck> {
  const { size, bytes } = mark(order.km);
  const tags = encodeTlv(order.tags ?? []);
  return command(
    'checkMark',
    0xff61,
    [signature(order), le(markStatuses[order.status], 1), le(0, 1), size, le(tags.length, 1), bytes, tags],
    (reader) => readMarkCheck(reader, false),
    { limit: 'mark' },
  );
}

/** FF69: takes the checked code into the receipt, or not. Answers tag 2106, which need not be the one FF61 told. */
export const decideMark = (order: Signed & { readonly accept: boolean }): Command<number> =>
  command('decideMark', 0xff69, [signature(order), le(order.accept ? 1 : 0, 1)], (reader) => reader.uint(), {
    limit: 'mark',
  });

/**
 * FF67: binds the code to the item. Last of the item's commands, except on CashCore, where FF46 follows (§3.5). A code not checked before
 * is checked and accepted by the device itself, and then only cancelling the receipt takes it back.
 */
export function bindMark(order: Signed & { readonly km: string }): Command<BoundMark> {
  const { size, bytes } = mark(order.km);
  return command(
    'bindMark',
    0xff67,
    [signature(order), size, bytes],
    (reader) => ({
      prefix: reader.bytes(2),
      symbol: reader.uint(),
      check: reader.left > 0 ? readMarkCheck(reader, true) : undefined,
    }),
    { limit: 'mark' },
  );
}
export interface BoundMark {
  /** First two bytes of the code of the goods: the kind of symbol, as in tag 1162. */
  readonly prefix: Uint8Array;
  /** 0 a tail of 88, 1 symmetric, 2 tobacco, 3 a tail of 44; FFh GS1 without marking. */
  readonly symbol: number;
  /** Present when the device checked it just now. */
  readonly check: MarkCheck | undefined;
}

const locals: Readonly<Record<number, MarkCheck['local']>> = { 1: 'bad', 3: 'good' };

/** `alwaysResult`: the block of FF67 has tag 2106 whatever became of the request; that of FF61 only when it succeeded (§3.2, §3.4). */
function readMarkCheck(reader: ByteReader, alwaysResult: boolean): MarkCheck {
  const local = locals[reader.uint() & 3] ?? 'not-checked';
  const [reason, type] = [reader.uint(), reader.uint()];
  const block = new ByteReader(reader.bytes(reader.uint()));
  return { local, reason, type, remote: readRemote(block, alwaysResult) };
}

function readRemote(block: ByteReader, alwaysResult: boolean): RemoteCheck {
  if (block.left === 0) return { kind: 'none' };
  const code = block.uint();
  const result = code === 0 || alwaysResult ? block.optional() : undefined;
  switch (code) {
    // A server's list that does not add up is no reason to lose the result.
    case 0x00:
      return result === undefined
        ? { kind: 'none' }
        : { kind: 'answered', result, tags: decodeTlv(block.rest()) ?? [] };
    case 0x20:
      return { kind: 'not-believed', cause: block.optional(), result };
    case 0xff:
      return { kind: 'silent', result };
    default:
      return { kind: 'refused', code, result };
  }
}

// ── What is going on

/** FF68: sending of notices about marked goods. */
export const noticeStatus = (signed: Signed): Command<NoticeStatus> =>
  command('noticeStatus', 0xff68, [signature(signed)], (reader) => ({
    state: reader.uint(),
    queued: reader.uint(2),
    current: reader.uint(4),
    time: fnTime(reader),
    memoryPercent: reader.uint(),
  }));
export interface NoticeStatus {
  /** 0 idle, 1 reading begun, 2 awaiting a receipt. */
  readonly state: number;
  /** Notices not yet sent, and the number of the one being sent. */
  readonly queued: number;
  readonly current: number;
  readonly time: LocalDateTime | undefined;
  readonly memoryPercent: number;
}

/** FF70: how the ФН is with marking. */
export const markingStatus = (signed: Signed): Command<MarkingStatus> =>
  command('markingStatus', 0xff70, [signature(signed)], (reader) => ({
    check: reader.uint(),
    notice: reader.uint(),
    allowed: reader.uint(),
    accepted: reader.uint(),
    inNotice: reader.uint(),
    fill: reader.uint(),
    queued: reader.uint(2),
  }));
export interface MarkingStatus {
  /** 0 table full, 1 nothing being checked, 2 code passed, 3 request formed, 4 answer received. */
  readonly check: number;
  /** 0 none, 1 begun, 2 blocked. */
  readonly notice: number;
  /** Commands of the ФН allowed now, bits. */
  readonly allowed: number;
  /** Codes accepted for this receipt, 128 at most. */
  readonly accepted: number;
  readonly inNotice: number;
  /** Memory of notices: 0 below 50 %, 1 below 80, 2 below 90, 3 above, 4 full. */
  readonly fill: number;
  readonly queued: number;
}
