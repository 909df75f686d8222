/** A receipt from its opening to its end. kkt-shtrih §2.2, §2.6-§2.8. */
import { extendedTime, into, nothing, type Commands } from './command.ts';
import { refuse, Refusal } from './errors.ts';
import type { Machine } from './machine.ts';
import { operationOfType } from './receipt.ts';
import { decodeTags } from './tags.ts';
import { le, textField } from './wire.ts';

export const receiptCommands: Commands = new Map();
const command = into(receiptCommands);

/** «Не указана»: the device counts it (§2.6). */
const unset = 0xff_ffff_ffff;

command(0x88, 'Аннулирование чека', {
  password: 'operator',
  length: 0,
  modes: [8],
  prints: 'document',
  run: ({ machine, op }) => {
    const stranger = strangerWrong(machine, op);
    if (stranger !== null) return stranger;
    machine.cancelReceipt(op, true);
    return [op];
  },
});
command(0x89, 'Подытог чека', {
  password: 'operator',
  length: 0,
  modes: [8],
  run: ({ machine, op }) => strangerWrong(machine, op) ?? [op, ...le(machine.receipt?.total ?? 0, 5)],
});
command(0x8c, 'Повтор документа', {
  password: 'operator',
  length: 0,
  prints: 'always',
  run: ({ machine, op }) => ([2, 3].includes(machine.mode) && machine.printer.copy() ? [op] : refuse(0x56)),
});
command(0x8d, 'Открыть чек', {
  password: 'operator',
  length: 1,
  modes: [2, 3, 4, 9],
  prints: 'document',
  run: ({ machine, op, input }) => {
    const type = input.number(1);
    const operation = operationOfType[type & 0x7f];
    if (operation === undefined) return refuse(0x33);
    return machine.openReceipt(operation, op, type >= 0x80) ?? [op];
  },
});
command(0xb0, 'Продолжение печати', {
  password: 'operator',
  length: 0,
  run: ({ machine, op }) => {
    switch (machine.printer.submode) {
      case 3:
        machine.printer.resume();
        return [op];
      case 1:
      case 2:
        return refuse(0x6b);
      case 5:
        return refuse(0x50);
      case 0:
        return refuse(0x72);
    }
  },
});

command(0xff46, 'Операция V2', {
  password: 'operator',
  length: [26, 26 + 128],
  modes: [2, 3, 4, 8],
  prints: 'document',
  run: ({ machine, op, input }) => {
    const operation = input.number(1);
    const [quantity, price, askedSum, askedTax] = [input.number(6), input.number(5), input.number(5), input.number(5)];
    const vat = machine.vat(input.number(1));
    const [department, method, subject] = [input.number(1), input.number(1), input.number(1)];
    const name = textField(input.rest());
    if (operation < 1 || operation > 4 || quantity === 0 || vat === undefined) return refuse(0x33);
    if (department > 16) return refuse(0x63);
    if (method < 1 || method > 7 || subject < 1 || subject > 33 || (subject > 26 && subject < 30)) return refuse(0x33);
    const computed = Math.round((price * quantity) / 1_000_000);
    const sum = askedSum === unset ? computed : askedSum;
    // Within one kopeck of the product (§2.6).
    if (Math.abs(sum - computed) > 1 || (askedTax !== unset && askedTax > sum)) return refuse(0x33);
    const { receipt } = machine;
    if (receipt !== null && receipt.operation !== operation) return refuse(0x49);
    const stranger = strangerWrong(machine, op);
    if (stranger !== null) return stranger;
    if (receipt === null) {
      const wrong = machine.openReceipt(operation as 1 | 2 | 3 | 4, op);
      if (wrong !== null) return wrong;
    }
    const printed = !name.startsWith('//');
    return (
      machine.receipt?.add({
        name: printed ? name : name.slice(2),
        printed,
        quantity,
        price,
        sum,
        vat,
        department,
        method,
        subject,
      }) ?? nothing
    );
  },
});

command(0xff45, 'Закрытие чека V2', {
  // The specification asks for the system administrator; real devices take an operator as well (§2.7).
  password: 'operator',
  length: [112, 112 + 64],
  modes: [8],
  prints: 'document',
  run: ({ machine, op, input }) => {
    const { receipt } = machine;
    if (receipt === null) return refuse(0x55);
    const stranger = strangerWrong(machine, op);
    if (stranger !== null) return stranger;
    if (machine.fn.asked !== null) return refuse(0xa1);
    const payments = Array.from({ length: 16 }, () => input.number(5));
    const rounding = input.number(1);
    // The taxes count only where table 1 f14 says so; the sums of this device are its own.
    input.bytes(30);
    const closed = machine.closeReceipt(
      receipt,
      { payments, rounding, taxation: input.number(1), text: textField(input.rest()) },
      op,
    );
    if (closed instanceof Refusal) return closed;
    const { document, change } = closed;
    return [...le(change, 5), ...le(document.fd, 4), ...le(document.fp, 4), ...extendedTime(machine, document)];
  },
});

command(0xff4d, 'Передать TLV, привязанный к операции', {
  password: 'system',
  length: [5, 250],
  modes: [8],
  run: ({ machine, input }) => {
    const tags = decodeTags(input.rest());
    return tags === null ? refuse(0x33) : (machine.receipt?.attach(tags) ?? nothing);
  },
});
command(0xff0c, 'Передать TLV', {
  password: 'system',
  length: [5, 250],
  run: ({ machine, input }) => {
    const tags = decodeTags(input.rest());
    if (tags === null) return refuse(0x33);
    if (Object.keys(tags).some((tag) => machine.options.refusedTags?.includes(Number(tag)))) return refuse(0x33);
    if (machine.receipt !== null) return machine.receipt.attachToDocument(tags) ?? nothing;
    if (machine.begun === null) return refuse(0x02);
    const before = machine.begun.tags;
    if (Object.keys(tags).some((tag) => !['1021', '1203', '1117', '1187'].includes(tag) || Number(tag) in before))
      return refuse(0x33);
    machine.begun = { ...machine.begun, tags: { ...before, ...tags } };
    return nothing;
  },
});

/** A receipt is its operator's; the system administrator may go on with any. */
const strangerWrong = ({ receipt }: Machine, op: number): Refusal | null =>
  receipt !== null && receipt.operator !== op && op !== 30 ? refuse(0x59) : null;
