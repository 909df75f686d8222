/** Every command the device knows: its gate and what it does. kkt-shtrih §2, §3, §8. */
import { errorText, lastErrorText, refuse, Refusal } from './errors.ts';
import { documentTypes, maxChecked, type FiscalDocument } from './fn.ts';
import { operationOfType, type Machine } from './machine.ts';
import { checkBlock, plainBarcode } from './marks.ts';
import { decodeTags, encodeTag, type Tags, type TagValue } from './tags.ts';
import { cp1251, fnDate, fnDateTime, fromLe, latin1, le, Reader, textField, type Clock } from './wire.ts';

/** A command that came through the gate. */
interface Call {
  readonly machine: Machine;
  /** Whose password came; 30 where the command has none. */
  readonly op: number;
  /** What follows the code and the password. */
  readonly input: Reader;
  /** The longest answer the link carries, code and error included. */
  readonly maxAnswer: number;
}

/** What a command answers after code and error; `tookMs` is how long it took, where that is long. */
type Answer = readonly number[] | Refusal | { readonly bytes: readonly number[]; readonly tookMs: number };

type Password = 'none' | 'operator' | 'senior' | 'system';

interface Command {
  readonly name: string;
  readonly password: Password;
  /** How many bytes follow the code and the password. */
  readonly length: number | readonly [least: number, most: number];
  /** Modes it is allowed in; all of them where left out. */
  readonly modes?: readonly number[];
  /** Takes part in printing: refused by submode. `document` needs paper only while documents are printed at all (table 17 f7). */
  readonly prints?: 'always' | 'document';
  readonly run: (call: Call) => Answer;
}

/** «не 1, 8» and «не 8, 10» (§2.2). */
const notReading = [2, 3, 4, 6, 9, 10] as const;
const notReceipt = [1, 2, 3, 4, 6, 9] as const;

const nothing: readonly number[] = [];

const commands = new Map<number, Command>();
const command = (code: number, name: string, rest: Omit<Command, 'name'>): void => { commands.set(code, { name, ...rest }); };

export const commandName = (code: number): string | undefined => commands.get(code)?.name;

// ── Status and service, §2.2

command(0x03, 'Прерывание выдачи данных', { password: 'operator', length: 0, run: ({ machine }) => { machine.reading = null; return nothing; } });

command(0x10, 'Короткий запрос состояния', { password: 'operator', length: 0, run: ({ machine, op }) => shortStatus(machine, op) });

command(0x11, 'Запрос состояния', {
  password: 'operator', length: 0,
  run: ({ machine, op }) => {
    const { clock, fn } = machine;
    const serial = Number(machine.serial);
    const date = [clock.day, clock.month, clock.year % 100];
    return [
      op, ...ascii(machine.cashCore ? 'C1' : 'C3'), ...le(machine.cashCore ? 42_154 : 323, 2), 1, 3, 23, Math.max(1, machine.tables.number(1, 1, 1)), ...le(machine.documentNumber, 2),
      ...le(machine.flags, 2), machine.modeByte, machine.printer.submode, 0, ...ascii('NA'), 0, 0, 1, 1, 16, ...date, clock.hours, clock.minutes, clock.seconds, 0,
      ...le(serial % 2 ** 32, 4), ...le(fn.shift.openedAt === null ? fn.shift.number : fn.shift.number - 1, 2), 0, 0, 0, 0, ...le(Number(machine.inn), 6),
      ...le(Math.floor(serial / 2 ** 32) % 65_536, 2),
    ];
  },
});

const printLine = (fontBytes: 0 | 1) => ({ machine, op, input }: Call): Answer => {
  const flags = input.number(1);
  input.bytes(fontBytes);
  const line = textField(input.rest());
  // Bit 0 is the journal, which this device has not; bit 1 is the receipt roll.
  if ((flags & 0x02) === 0) return [op];
  if (machine.receipt !== null) machine.receipt.lines.push(line);
  else machine.printer.line(line);
  return [op];
};
command(0x12, 'Печать жирной строки', { password: 'operator', length: [21, 249], prints: 'always', run: printLine(0) });
command(0x17, 'Печать стандартной строки', { password: 'operator', length: [41, 249], prints: 'always', run: printLine(0) });
command(0x2f, 'Печать строки данным шрифтом', { password: 'operator', length: [42, 250], prints: 'always', run: printLine(1) });

command(0x13, 'Гудок', { password: 'operator', length: 0, run: ({ machine, op }) => (machine.cashCore ? refuse(0x37) : [op]) });

// The link takes 14h as its sign to choose a protocol anew (§1.4).
command(0x14, 'Установка параметров обмена', {
  password: 'system', length: 3,
  run: ({ input }) => {
    const [, speed = 0] = input.bytes(2);
    return speed > 9 ? refuse(0x33) : nothing;
  },
});
command(0x15, 'Чтение параметров обмена', { password: 'system', length: 1, run: () => [6, 50] });
command(0x16, 'Технологическое обнуление', { password: 'none', length: 0, modes: [9], run: () => nothing });

command(0x18, 'Печать заголовка документа', {
  password: 'operator', length: 32, modes: [2, 3, 4, 9], prints: 'always',
  run: ({ machine, op, input }) => {
    machine.printer.line(textField(input.bytes(30)));
    return [op, ...le(machine.documentNumber, 2)];
  },
});
command(0x19, 'Тестовый прогон', { password: 'operator', length: [0, 1], modes: [2, 3, 4, 9], prints: 'always', run: ({ machine, op }) => { machine.testRun = true; return [op]; } });
command(0x2b, 'Прерывание тестового прогона', { password: 'operator', length: 0, modes: [10], run: ({ machine, op }) => { machine.testRun = false; return [op]; } });

command(0x1a, 'Запрос денежного регистра', {
  password: 'operator', length: [1, 2],
  run: ({ machine, op, input }) => {
    const register = fromLe(input.rest());
    return register > 252 ? refuse(0x33) : [op, ...le(machine.money(register), 6)];
  },
});
command(0x1b, 'Запрос операционного регистра', {
  password: 'operator', length: 1,
  run: ({ machine, op, input }) => [op, ...le(machine.counter(input.number(1)) % 65_536, 2)],
});

command(0x1e, 'Запись таблицы', {
  password: 'system', length: [5, 250], modes: notReading,
  run: ({ machine, input }) => machine.tables.write(input.number(1), input.number(2), input.number(1), input.rest(), machine.fn.shift.openedAt !== null) ?? nothing,
});
command(0x1f, 'Чтение таблицы', { password: 'system', length: 4, run: ({ machine, input }) => machine.tables.read(input.number(1), input.number(2), input.number(1)) });
command(0x2d, 'Структура таблицы', { password: 'system', length: 1, run: ({ machine, input }) => machine.tables.structure(input.number(1)) });
command(0x2e, 'Структура поля', { password: 'system', length: 2, run: ({ machine, input }) => machine.tables.field(input.number(1), input.number(1)) });

command(0x21, 'Программирование времени', {
  password: 'system', length: 3, modes: [4, 9],
  run: ({ machine, input }) => {
    const [hours = 0, minutes = 0, seconds = 0] = input.rest();
    if (hours > 23 || minutes > 59 || seconds > 59) return refuse(0x33);
    machine.setClock({ ...machine.clock, hours, minutes, seconds });
    return nothing;
  },
});
command(0x22, 'Программирование даты', {
  password: 'system', length: 3, modes: [4, 9],
  run: ({ machine, input }) => {
    const date = readDate(input);
    if (date === null) return refuse(0x7d);
    machine.datePending = { ...machine.clock, ...date };
    return nothing;
  },
});
command(0x23, 'Подтверждение даты', {
  password: 'system', length: 3, modes: [6],
  run: ({ machine, input }) => {
    const date = readDate(input);
    const { datePending: pending } = machine;
    if (date === null) return refuse(0x7d);
    if (pending === null || date.year !== pending.year || date.month !== pending.month || date.day !== pending.day) return refuse(0x7c);
    machine.datePending = null;
    machine.setClock({ ...machine.clock, ...date });
    return nothing;
  },
});

command(0x25, 'Отрезка чека', {
  password: 'operator', length: 1, modes: notReceipt, prints: 'always',
  run: ({ machine, op, input }) => {
    if (input.number(1) > 1) return refuse(0x33);
    machine.printer.cut();
    return [op];
  },
});
command(0x26, 'Параметры шрифта', {
  password: 'system', length: 1,
  run: ({ machine, input }) => {
    const font = input.number(1);
    const sizes = machine.cashCore ? [[12, 25], [24, 45]] : [[12, 24], [24, 25], [12, 19]];
    const [width, height] = sizes[font - 1] ?? [];
    if (width === undefined || height === undefined) return refuse(0x33);
    return [...le(machine.cashCore ? 384 : 576, 2), width, height, machine.cashCore ? 6 : 8];
  },
});
command(0x28, 'Открыть денежный ящик', {
  password: 'operator', length: 1,
  run: ({ machine, op, input }) => {
    if (input.number(1) > 1) return refuse(0x33);
    machine.openDrawer();
    return [op];
  },
});
command(0x29, 'Протяжка', { password: 'operator', length: 2, modes: notReceipt, prints: 'always', run: ({ op }) => [op] });

command(0x40, 'Суточный отчет без гашения', { password: 'senior', length: 0, modes: [2, 3], prints: 'always', run: ({ machine, op }) => { machine.report(op); return [op]; } });
command(0x41, 'Суточный отчет с гашением', { password: 'senior', length: 0, modes: [2, 3], prints: 'always', run: ({ machine, op }) => shiftAnswer(machine.closeShift(op), () => [op]) });
command(0xe0, 'Открыть смену', {
  password: 'operator', length: 0, modes: [4], prints: 'always',
  run: ({ machine, op }) => shiftAnswer(machine.openShift(op), () => (machine.options.shiftAnswersOperator === false ? nothing : [op])),
});

const moveCash = (way: 'in' | 'out') => ({ machine, op, input }: Call): Answer => {
  if (machine.cashCore && machine.options.noCashInOut === true) return refuse(0x37);
  return machine.moveCash(input.number(5), way, op) ?? [op, ...le(machine.documentNumber, 2)];
};
command(0x50, 'Внесение', { password: 'operator', length: 5, modes: [2, 3, 4, 9], prints: 'always', run: moveCash('in') });
command(0x51, 'Выплата', { password: 'operator', length: 5, modes: [2, 3, 4, 9], prints: 'always', run: moveCash('out') });

command(0x6b, 'Возврат названия ошибки', {
  password: 'none', length: [0, 1],
  run: ({ machine, input }) => cp1251.encode(input.left === 0 ? lastErrorText(machine.lastError) : errorText(input.number(1))),
});

// ── Receipt, §2.2, §2.6, §2.7

command(0x88, 'Аннулирование чека', {
  password: 'operator', length: 0, modes: [8], prints: 'document',
  run: ({ machine, op }) => {
    const stranger = strangerWrong(machine, op);
    if (stranger !== null) return stranger;
    machine.cancelReceipt(op, true);
    return [op];
  },
});
command(0x89, 'Подытог чека', {
  password: 'operator', length: 0, modes: [8],
  run: ({ machine, op }) => strangerWrong(machine, op) ?? [op, ...le(machine.receipt?.total ?? 0, 5)],
});
command(0x8c, 'Повтор документа', {
  password: 'operator', length: 0, prints: 'always',
  run: ({ machine, op }) => ([2, 3].includes(machine.mode) && machine.copy() ? [op] : refuse(0x56)),
});
command(0x8d, 'Открыть чек', {
  password: 'operator', length: 1, modes: [2, 3, 4, 9], prints: 'document',
  run: ({ machine, op, input }) => {
    const type = input.number(1);
    const operation = operationOfType[type & 0x7f];
    if (operation === undefined) return refuse(0x33);
    return machine.openReceipt(operation, op, type >= 0x80) ?? [op];
  },
});
command(0xb0, 'Продолжение печати', {
  password: 'operator', length: 0,
  run: ({ machine, op }) => {
    switch (machine.printer.submode) {
      case 3:
        machine.printer.resume();
        return [op];
      case 1: case 2: return refuse(0x6b);
      case 5: return refuse(0x50);
      case 0: return refuse(0x72);
    }
  },
});

command(0xff46, 'Операция V2', {
  password: 'operator', length: [26, 26 + 128], modes: [2, 3, 4, 8], prints: 'document',
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
    return machine.receipt?.add({ name: printed ? name : name.slice(2), printed, quantity, price, sum, vat, department, method, subject }) ?? nothing;
  },
});

command(0xff45, 'Закрытие чека V2', {
  // The specification asks for the system administrator; real devices take an operator as well (§2.7).
  password: 'operator', length: [112, 112 + 64], modes: [8], prints: 'document',
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
    const closed = machine.closeReceipt(receipt, { payments, rounding, taxation: input.number(1), text: textField(input.rest()) }, op);
    if (closed instanceof Refusal) return closed;
    const { document, change } = closed;
    return [...le(change, 5), ...le(document.fd, 4), ...le(document.fp, 4), ...extendedTime(machine, document)];
  },
});

command(0xff4d, 'Передать TLV, привязанный к операции', {
  password: 'system', length: [5, 250], modes: [8],
  run: ({ machine, input }) => {
    const tags = decodeTags(input.rest());
    return tags === null ? refuse(0x33) : machine.receipt?.attach(tags) ?? nothing;
  },
});
command(0xff0c, 'Передать TLV', {
  password: 'system', length: [5, 250],
  run: ({ machine, input }) => {
    const tags = decodeTags(input.rest());
    if (tags === null) return refuse(0x33);
    if (machine.receipt !== null) return machine.receipt.attachToDocument(tags) ?? nothing;
    if (machine.begun === null) return refuse(0x02);
    const before = machine.begun.tags;
    if (Object.keys(tags).some((tag) => !['1021', '1203', '1117', '1187'].includes(tag) || Number(tag) in before)) return refuse(0x33);
    machine.begun = { ...machine.begun, tags: { ...before, ...tags } };
    return nothing;
  },
});

// ── ФН, §2.5

command(0xff01, 'Запрос статуса ФН', {
  password: 'system', length: 0,
  run: ({ machine }) => {
    const { fn, currentDocument, receipt, begun } = machine;
    const last = fn.archive.at(-1);
    const holds = (receipt !== null && (receipt.items.length > 0 || Object.keys(receipt.tags).length > 0)) || (begun !== null && Object.keys(begun.tags).length > 0);
    return [3, currentDocument, holds ? 1 : 0, fn.shift.openedAt === null ? 0 : 1, 0, ...fnDateTime(machine.local(last?.at ?? machine.now)), ...ascii(fn.number), ...le(fn.lastFd, 4)];
  },
});
command(0xff02, 'Запрос номера ФН', { password: 'system', length: 0, run: ({ machine }) => ascii(machine.fn.number) });
command(0xff03, 'Запрос срока действия ФН', {
  password: 'system', length: 0,
  run: ({ machine }) => [...fnDate(machine.local((machine.fn.archive[0]?.at ?? machine.now) + 450 * 24 * 3_600_000)), 11, 1],
});
command(0xff04, 'Запрос версии ФН', { password: 'system', length: 0, run: ({ machine }) => [...ascii('fn debug v 3.0'.padEnd(16)), machine.debugFn ? 0 : 1] });
command(0xff08, 'Отменить документ в ФН', {
  password: 'system', length: 0, modes: [2, 3, 4, 8],
  run: ({ machine, op }) => {
    if (machine.receipt === null && machine.begun === null) return refuse(0x02);
    machine.begun = null;
    machine.cancelReceipt(op, false);
    return nothing;
  },
});
const registration = ({ machine, input }: Call): Answer => {
  const registered = machine.fn.find(machine.fn.archive[0]?.fd ?? 0);
  if (registered === undefined || (input.left > 0 && input.number(1) !== 1)) return refuse(0x08);
  return [
    ...fnDateTime(machine.local(registered.at)), ...ascii(machine.inn.padEnd(12)), ...ascii(machine.rnm), machine.taxations, 0, machine.marking ? 0x10 : 0,
    ...ascii('7700000001'.padEnd(12)), ...le(0, 4), ...le(registered.fd, 4), ...le(registered.fp, 4),
  ];
};
command(0xff09, 'Запрос итогов фискализации', { password: 'system', length: 0, run: registration });
command(0xff4c, 'Запрос итогов регистрации', { password: 'system', length: 1, run: registration });
command(0xff0a, 'Найти фискальный документ', {
  password: 'system', length: 4,
  run: ({ machine, input }) => {
    const document = machine.fn.find(input.number(4));
    return document === undefined ? refuse(0x08) : foundDocument(machine, document);
  },
});
command(0xff0e, 'Запрос параметра регистрации', {
  password: 'system', length: 3,
  run: ({ machine, input }) => {
    input.bytes(1);
    const tag = input.number(2);
    const value = machine.fn.archive[0]?.tags[tag];
    return value === undefined ? refuse(0x08) : encodeTag(tag, value);
  },
});
command(0xff0b, 'Открыть смену в ФН', { password: 'system', length: 0, modes: [2, 3, 4], prints: 'always', run: ({ machine, op }) => shiftAnswer(machine.openShift(op), shiftDocument) });
command(0xff43, 'Закрыть смену в ФН', {
  password: 'system', length: 0, modes: [2, 3, 4], prints: 'always',
  run: ({ machine, op }) => shiftAnswer(machine.closeShift(op), (document) => [...shiftDocument(document), ...extendedTime(machine, document)]),
});
command(0xff41, 'Начать открытие смены', {
  password: 'system', length: 0, modes: [2, 3, 4],
  run: ({ machine }) => (machine.mode === 4 ? begin(machine, 'shift-opened') : refuse(0x3c)),
});
command(0xff42, 'Начать закрытие смены', {
  password: 'system', length: 0, modes: [2, 3, 4],
  run: ({ machine }) => (machine.mode === 4 ? refuse(0x3d) : begin(machine, 'shift-closed')),
});
command(0xff37, 'Начать отчет о состоянии расчетов', { password: 'system', length: 0, modes: [2, 3, 4], run: ({ machine }) => begin(machine, 'settlement-report') });
command(0xff38, 'Сформировать отчет о состоянии расчетов', {
  password: 'system', length: 0, modes: [2, 3, 4], prints: 'always',
  run: ({ machine, op }) => {
    const [first] = machine.fn.unconfirmed;
    const unsent = machine.fn.unconfirmed.length;
    return shiftAnswer(machine.settlementReport(op), (document) =>
      [...le(document.fd, 4), ...le(document.fp, 4), ...le(unsent, 4), ...(first === undefined ? [0, 0, 0] : fnDate(machine.local(first.at))), ...extendedTime(machine, document)]);
  },
});
command(0xff39, 'Статус обмена с ОФД', {
  password: 'system', length: 0,
  run: ({ machine }) => {
    const { unconfirmed } = machine.fn;
    const [first] = unconfirmed;
    const waiting = first === undefined ? [...le(0, 4), 0, 0, 0, 0, 0] : [...le(first.fd, 4), ...fnDateTime(machine.local(first.at))];
    return [first === undefined ? 0 : 0x02, 0, ...le(unconfirmed.length, 2), ...waiting];
  },
});
command(0xff3f, 'Количество ФД без квитанции', { password: 'system', length: 0, run: ({ machine }) => le(machine.fn.unconfirmed.length, 2) });
command(0xff3c, 'Запрос квитанции ОФД', {
  password: 'system', length: 4,
  run: ({ machine, input }) => {
    const document = machine.fn.find(input.number(4));
    if (document === undefined || !document.confirmed) return refuse(0x08);
    return [...fnDateTime(machine.local(document.at)), ...le(document.fp, 4), ...Array<number>(14).fill(0), ...le(document.fd, 4)];
  },
});
command(0xff3a, 'Запросить ФД в TLV', {
  password: 'system', length: 4, modes: [2, 3, 4, 8],
  run: ({ machine, input }) => {
    const document = machine.fn.find(input.number(4));
    if (document === undefined) return refuse(0x08);
    // The КМ itself is no part of the receipt: it travels in the notice of sale.
    const values = Object.entries(document.tags).flatMap(([tag, value]) =>
      (Number(tag) === 1059 ? (value as readonly Tags[]).map((item) => encodeTag(1059, withoutCode(item))) : [encodeTag(Number(tag), value as TagValue)]));
    machine.reading = values;
    return [...le(documentTypes[document.kind], 2), ...le(values.flat().length, 2)];
  },
});
command(0xff3b, 'Чтение TLV ФД', {
  password: 'system', length: 0,
  run: ({ machine, maxAnswer }) => {
    const next = machine.reading?.shift();
    if (next === undefined) {
      machine.reading = null;
      return refuse(0x08);
    }
    return next.length + 3 > maxAnswer ? refuse(0x10) : next;
  },
});
command(0xff40, 'Параметры текущей смены', {
  password: 'system', length: 0,
  run: ({ machine: { fn: { shift } } }) => [shift.openedAt === null ? 0 : 1, ...le(shift.number, 2), ...le(shift.receipts, 2)],
});
command(0xff62, 'Синхронизировать регистры с ФН', { password: 'system', length: 0, modes: [2, 3, 4], run: () => nothing });
command(0xff63, 'Ресурс памяти ФН', { password: 'system', length: 0, run: ({ machine }) => [...le(230_000 - machine.fn.lastFd, 4), ...le(262_144, 4), 100] });

// ── Marking, §3

command(0xff61, 'Проверка маркированного товара', {
  password: 'system', length: [4, 250], modes: [2, 3, 4, 8],
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
  password: 'system', length: 1,
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
  password: 'system', length: [1, 250], modes: [8],
  run: ({ machine, input }) => {
    const { receipt, fn } = machine;
    const length = input.number(1);
    if (receipt === null || input.left < length || input.left > length + 1) return refuse(0x01);
    const km = latin1.decode(input.bytes(length));
    if (input.left === 1 && input.number(1) !== 0xff) return refuse(0x33);
    if (receipt.operation > 2) return refuse(0x5e, '<0x005E0013>');
    if (!machine.marking) return refuse(0xa0);
    if (fn.asked !== null) return refuse(0xa1);
    if (km === '') return machine.cashCore ? receipt.bindWrong('none', km) ?? receipt.bind({ kind: 'none' }) ?? [0, 0, 0] : refuse(0x33);
    const goods = plainBarcode(km);
    if (goods !== null) return receipt.bindWrong('barcode', km) ?? receipt.bind({ kind: 'barcode', goods }) ?? [0x45, km.length, 0xff];
    const early = receipt.bindWrong('mark', km);
    if (early !== null) return early;
    const known = fn.checked.find((check) => check.km === km);
    const wrong = known === undefined ? markingWrong(machine) : null;
    if (wrong !== null) return wrong;
    const check = known ?? machine.marks.check(km, plannedStatus(receipt.isReturn, receipt.marking?.tags ?? {}), machine.now);
    const refused = receipt.bind({ kind: 'mark', check });
    if (refused !== null) return refused;
    const kind = [0x44, 0x4d, check.form.pack ? 2 : check.form.type === 2 ? 0 : 3];
    if (known !== undefined) return kind;
    fn.checked = [...fn.checked, check];
    return { bytes: [...kind, ...checkBlock(check, true)], tookMs: check.tookMs };
  },
});
command(0xff68, 'Статус обмена уведомлениями', {
  password: 'system', length: 0,
  run: ({ machine }) => [0, ...le(machine.marks.notices, 2), ...le(machine.marks.notices === 0 ? 0 : 1, 4), ...fnDateTime(machine.clock), 0],
});
command(0xff70, 'Состояние работы с КМ', {
  password: 'system', length: 0,
  run: ({ machine: { fn, marks, receipt } }) => {
    const bound = receipt?.items.filter((item) => item.bound?.kind === 'mark').length ?? 0;
    const state = fn.checked.length >= maxChecked ? 0 : fn.asked === null ? 1 : 4;
    return [state, marks.blocked ? 2 : 0, marks.blocked ? 0 : 0x7f, fn.checked.length, bound, marks.blocked ? 4 : 0, ...le(marks.notices, 2)];
  },
});

// ── What the device says of itself, §2.4

command(0xf7, 'Расширенный запрос', {
  password: 'none', length: 1,
  run: ({ machine, input }) => {
    if (input.number(1) !== 1) return refuse(0x33);
    const { tables, cashCore, protocols } = machine;
    // Bits of a real desktop model (§5.1, vector 6), and those of what this one can besides.
    const bits = [
      1, 3, 4, 6, 13, 15, 22, 24, 25, 26, 37, 42, 43, 45, 46, 34, 36, 47, 48, 50, ...(protocols.includes(2) ? [28] : []), ...(cashCore ? [23] : []),
    ];
    const flags = Array.from({ length: 8 }, (_, byte) => bits.reduce((sum, bit) => (bit >> 3 === byte ? sum | (1 << (bit & 7)) : sum), 0));
    return [
      ...flags, 12, cashCore ? 25 : 24, 1, 12, 16, 0, 0, ...le(0, 4), ...le(30, 4), 0, 6, ...le(machine.maxCommand, 2), 64, 64, ...le(950, 2),
      tables.fsTable, tables.ofdTable, ...(cashCore ? [0, 10, 29] : []),
    ];
  },
});
command(0xfc, 'Тип устройства', {
  password: 'none', length: 0,
  run: ({ machine: { model, cashCore } }) => [0, 0, cashCore ? 2 : 1, cashCore ? 0 : 17, model.code, 0, ...cp1251.encode(model.name)],
});

// ── Helpers

/** «Не указана»: the device counts it (§2.6). */
const unset = 0xff_ffff_ffff;

const ascii = (value: string): number[] => latin1.encode(value);

/** 10h, 17 bytes with code and error: the last byte is the result of printing (F7h bit 34). */
function shortStatus(machine: Machine, op: number): number[] {
  const { printer, receipt } = machine;
  const [low = 0, high = 0] = le(receipt?.items.length ?? 0, 2);
  return [op, ...le(machine.flags, 2), machine.modeByte, printer.submode, low, 0x33, 0xd8, 0, 0, high, 0xff, 0xff, 0xff, printer.lastResult];
}

function readDate(input: Reader): Pick<Clock, 'year' | 'month' | 'day'> | null {
  const [day = 0, month = 0, year = 0] = input.rest();
  const date = new Date(Date.UTC(2000 + year, month - 1, day));
  return year <= 99 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? { year: 2000 + year, month, day } : null;
}

/** A receipt is its operator's; the system administrator may go on with any. */
const strangerWrong = ({ receipt }: Machine, op: number): Refusal | null => (receipt !== null && receipt.operator !== op && op !== 30 ? refuse(0x59) : null);

const shiftAnswer = (document: FiscalDocument | Refusal, answer: (document: FiscalDocument) => readonly number[]): Answer =>
  (document instanceof Refusal ? document : answer(document));

const shiftDocument = ({ shift, fd, fp }: FiscalDocument): number[] => [...le(shift, 2), ...le(fd, 4), ...le(fp, 4)];

/** DATE_TIME at the end of answers, where table 17 f36 asks for it (§2.7). */
const extendedTime = (machine: Machine, { at }: FiscalDocument): number[] => (machine.tables.number(17, 1, 36) === 1 ? fnDateTime(machine.local(at)) : []);

function begin(machine: Machine, kind: 'shift-opened' | 'shift-closed' | 'settlement-report'): Answer {
  if (machine.begun !== null) return refuse(0x02);
  machine.begun = { kind, tags: {} };
  return nothing;
}

/** FF0A, §2.5. */
function foundDocument(machine: Machine, document: FiscalDocument): number[] {
  const { kind, confirmed, at, fd, fp, operation = 1, sum = 0, shift } = document;
  const common = [documentTypes[kind], confirmed ? 1 : 0, ...fnDateTime(machine.local(at)), ...le(fd, 4), ...le(fp, 4)];
  switch (kind) {
    case 'receipt': case 'correction': return [...common, operation, ...le(sum, 5)];
    case 'shift-opened': case 'shift-closed': return [...common, ...le(shift, 2)];
    case 'registration': return [...common, ...ascii(machine.inn.padEnd(12)), ...ascii(machine.rnm), machine.taxations, 0];
    case 'settlement-report': return [...common, ...le(machine.fn.unconfirmed.length, 4), 0, 0, 0];
  }
}

const withoutCode = (item: Tags): Tags => Object.fromEntries(Object.entries(item).filter(([tag]) => tag !== '2000')) as Tags;

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

// ── The gate, §8

/** The code of a command: FFxx has two bytes. */
export const codeOf = (data: Uint8Array): number => (data[0] === 0xff && data.length > 1 ? 0xff00 + (data[1] ?? 0) : data[0] ?? 0);

/** The operators a kind of password lets in (§2.1, §2.2); bit 33 of F7h, that lets the senior cashier take reports, is off. */
const admits: Readonly<Record<Password, readonly [least: number, most: number]>> = { none: [1, 30], operator: [1, 30], senior: [29, 30], system: [30, 30] };

export interface Execution {
  /** Code, error and what follows. */
  readonly answer: Uint8Array;
  readonly error: number;
  readonly tookMs: number;
}

/** Length, password, mode, submode, and then the command itself (§8). */
export function execute(machine: Machine, data: Uint8Array, maxAnswer: number): Execution {
  const code = codeOf(data);
  const head = code > 0xff ? [0xff, code & 0xff] : [code];
  const outcome = admit(machine, code, data.subarray(head.length), maxAnswer);
  if (outcome instanceof Refusal) {
    machine.lastError = outcome;
    return { answer: Uint8Array.from([...head, outcome.code]), error: outcome.code, tookMs: 0 };
  }
  const { bytes, tookMs } = 'bytes' in outcome ? outcome : { bytes: outcome, tookMs: 0 };
  return { answer: Uint8Array.from([...head, 0, ...bytes]), error: 0, tookMs };
}

function admit(machine: Machine, code: number, parameters: Uint8Array, maxAnswer: number): Answer {
  const found = commands.get(code);
  if (found === undefined) return refuse(0x37);
  const { password, length, modes, prints, run } = found;
  const withPassword = password === 'none' ? 0 : 4;
  const [least, most] = typeof length === 'number' ? [length, length] : length;
  const given = parameters.length - withPassword;
  if (given < least || given > most) return refuse(code > 0xff ? 0x01 : 0x33);
  const op = withPassword === 0 ? 30 : operatorOf(machine, fromLe(parameters.subarray(0, 4)));
  const [junior, chief] = admits[password];
  if (op === null || op < junior || op > chief) return refuse(0x4f);
  if (modes !== undefined && !modes.includes(machine.mode)) return refuse(0x73);
  const busy = prints === undefined ? null : printingWrong(machine, prints);
  return busy ?? run({ machine, op, input: new Reader(parameters.slice(withPassword)), maxAnswer });
}

function operatorOf(machine: Machine, password: number): number | null {
  for (let row = 30; row >= 1; row -= 1) if (machine.tables.number(2, row, 1) === password) return row;
  return null;
}

function printingWrong({ printer: { submode }, printsDocuments }: Machine, prints: 'always' | 'document'): Refusal | null {
  switch (submode) {
    case 5: return refuse(0x50);
    case 3: return refuse(0x58);
    case 2: return refuse(0x6b);
    case 1: return prints === 'document' && !printsDocuments ? null : refuse(0x6b);
    case 0: return null;
  }
}
