/** Marked goods: checks, decisions, binding, notices. kkt-shtrih §3. */
import { into, type Commands } from './command.ts';
import { refuse, type Refusal } from './errors.ts';
import { maxChecked, type Fn } from './fn.ts';
import type { Machine } from './machine.ts';
import { checkBlock, plainBarcode, type MarkForm } from './marks.ts';
import { decodeTags, type TagValue } from './tags.ts';
import { fnDateTime, latin1, le } from './wire.ts';

export const markCommands: Commands = new Map();
const command = into(markCommands);

command(0xff61, 'Проверка маркированного товара', {
  password: 'system',
  length: [4, 250],
  modes: [2, 3, 4, 8],
  run: ({ machine, input }) => {
    const [status, mode, kmLength, tlvLength] = [input.number(1), input.number(1), input.number(1), input.number(1)];
    if (input.left !== kmLength + tlvLength) return refuse(0x01);
    if (kmLength === 0) return refuse(machine.cashCore ? 0xd3 : 0x33, '<0x00D30015>');
    const km = latin1.decode(input.bytes(kmLength));
    const tags = decodeTags(input.rest());
    if (![1, 2, 3, 4, 255].includes(status) || mode !== 0 || tags === null) return refuse(0x33);
    if (Object.keys(tags).some((tag) => !['1023', '1291', '2108'].includes(tag))) return refuse(0x33);
    if (1023 in tags && (tags[2108] ?? 0) === 0) return refuse(0x33, '<0x0033009C>');
    if (machine.mode !== 8) {
      const wrong = machine.receiptRefusal();
      if (wrong !== null) return wrong;
      if (machine.mode === 4) return refuse(0x3d);
    }
    const wrong = markingWrong(machine);
    if (wrong !== null) return wrong;
    const check = machine.marks.check(km, status, machine.now);
    machine.fn.asked = check;
    return { bytes: checkBlock(check), tookMs: check.tookMs };
  },
});
command(0xff69, 'Принять или отвергнуть КМ', {
  password: 'system',
  length: 1,
  run: ({ machine, input }) => {
    const decision = input.number(1);
    const { fn } = machine;
    if (decision > 1 || fn.asked === null) return refuse(0xa1);
    const { asked } = fn;
    fn.asked = null;
    if (decision === 1) fn.checked = [...fn.checked.filter(({ km }) => km !== asked.km), asked];
    return [asked.result];
  },
});
command(0xff67, 'Привязка маркированного товара к позиции', {
  password: 'system',
  length: [1, 250],
  modes: [8],
  run: ({ machine, input }) => {
    const { receipt, fn } = machine;
    const length = input.number(1);
    if (receipt === null || input.left < length || input.left > length + 1) return refuse(0x01);
    const km = latin1.decode(input.bytes(length));
    if (input.left === 1 && input.number(1) !== 0xff) return refuse(0x33);
    if (receipt.operation > 2) return refuse(0x5e, '<0x005E0013>');
    if (!machine.marking) return refuse(0xa0);
    if (fn.asked !== null) return refuse(0xa1);
    if (km === '')
      return machine.cashCore
        ? (receipt.bindWrong('none', km) ?? receipt.bind({ kind: 'none' }) ?? [0, 0, 0])
        : refuse(0x33);
    const goods = plainBarcode(km);
    if (goods !== null)
      return receipt.bindWrong('barcode', km) ?? receipt.bind({ kind: 'barcode', goods }) ?? [0x45, km.length, 0xff];
    const early = receipt.bindWrong('mark', km);
    if (early !== null) return early;
    const known = fn.checked.find((check) => check.km === km);
    const wrong = known === undefined ? markingWrong(machine) : null;
    if (wrong !== null) return wrong;
    const check =
      known ?? machine.marks.check(km, plannedStatus(receipt.isReturn, receipt.marking?.tags ?? {}), machine.now);
    const refused = receipt.bind({ kind: 'mark', check });
    if (refused !== null) return refused;
    const kind = [0x44, 0x4d, codeKind(check.form)];
    if (known !== undefined) return kind;
    fn.checked = [...fn.checked, check];
    return { bytes: [...kind, ...checkBlock(check, true)], tookMs: check.tookMs };
  },
});
command(0xff68, 'Статус обмена уведомлениями', {
  password: 'system',
  length: 0,
  run: ({ machine }) => [
    0,
    ...le(machine.marks.notices, 2),
    ...le(machine.marks.notices === 0 ? 0 : 1, 4),
    ...fnDateTime(machine.clock),
    0,
  ],
});
command(0xff70, 'Состояние работы с КМ', {
  password: 'system',
  length: 0,
  run: ({ machine: { fn, marks, receipt } }) => {
    const bound = receipt?.items.filter((item) => item.bound?.kind === 'mark').length ?? 0;
    return [
      checkingState(fn),
      marks.blocked ? 2 : 0,
      marks.blocked ? 0 : 0x7f,
      fn.checked.length,
      bound,
      marks.blocked ? 4 : 0,
      ...le(marks.notices, 2),
    ];
  },
});

/** The kind of code in the answer of FF67 (§3.4): a pack of tobacco, a signature of 88 characters, one of 44 or any other. */
function codeKind({ pack, type }: MarkForm): number {
  if (pack) return 2;
  return type === 2 ? 0 : 3;
}

/** The first byte of FF70: the table is full, no КМ is being checked, or the answer to one has come. */
function checkingState({ checked, asked }: Fn): number {
  if (checked.length >= maxChecked) return 0;
  return asked === null ? 1 : 4;
}

/** Why no КМ can be checked now (§3.5, §3.7). */
function markingWrong({ marking, marks, fn }: Machine): Refusal | null {
  if (!marking) return refuse(0xa0);
  if (fn.asked !== null) return refuse(0xa1);
  if (marks.blocked) return refuse(0xa2);
  return fn.checked.length >= maxChecked ? refuse(0xa3) : null;
}

/** The status FF67 takes for granted when it checks by itself: a whole piece, or a part of one (§3.1). */
const plannedStatus = (isReturn: boolean, tags: Readonly<Record<number, TagValue>>): number =>
  (isReturn ? 3 : 1) + ((tags[2108] ?? 0) !== 0 || 1291 in tags ? 1 : 0);
